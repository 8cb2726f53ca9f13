// The script of the list of conversations: its links open, export and delete. Runs once, inside its component.
// Events go to the server with the login of the page, so nobody reaches the conversations of another.
const ask = link => {
  const cancel = document.createElement('a');
  cancel.href = '#keep';
  cancel.textContent = texts.delete_not;
  link.dataset.asked = link.textContent;
  link.textContent = filled(texts.delete_sure, {action: link.textContent});
  link.after(cancel);
  cancel.focus();
};
const keep = cancel => {
  const link = cancel.previousElementSibling;
  link.textContent = link.dataset.asked;
  delete link.dataset.asked;
  cancel.remove();
  link.focus();
};
const ACTIONS = {
  record: (link, id) => trigger('select', {id}),
  export: (link, form, id) => trigger('download', {form, id: id || ''}),
  delete: (link, id) => link.dataset.asked ? trigger('delete', {id: id || ''}) : ask(link),
  keep,
};
element.addEventListener('click', event => {
  const link = event.target.closest('a[href^="#"]');
  if (!link) return;
  event.preventDefault();
  const [action, ...rest] = link.getAttribute('href').slice(1).split('-');
  if (Object.hasOwn(ACTIONS, action)) ACTIONS[action](link, ...rest);
});
