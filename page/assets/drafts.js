// The script of the drafts in the tab of the quality: a row is accepted or deleted, and what became of it is said.
const textField = row => row.querySelector('input[type="text"]');
const checkBox = row => row.querySelector('input[type="checkbox"]');
const rowOf = node => node.closest('tr[data-draft]');

function nameField(row) {
  const field = textField(row), kind = checkBox(row).checked ? 'items' : 'absent';
  field.setAttribute('aria-label', field.dataset[kind]);
  field.placeholder = field.dataset[`${kind}Hint`];
}

// What was typed and not yet decided, by draft. When the tab is opened, or in another language, Gradio makes the
// rows that are there into the new ones and leaves in a field what was typed for the draft before.
const typed = new Map();
new MutationObserver(() => element.querySelectorAll('tr[data-draft]').forEach(row => {
  const field = textField(row), box = checkBox(row), was = typed.get(row.dataset.draft);
  field.value = was ? was.items : field.defaultValue;
  box.checked = was ? was.answerable : box.defaultChecked;
  nameField(row);
})).observe(element, {subtree: true, childList: true, attributeFilter: ['data-draft', 'data-items', 'value']});

function take(row, text) {
  const section = row.closest('section');
  const next = row.nextElementSibling || row.previousElementSibling;
  typed.delete(row.dataset.draft);
  row.remove();
  section.querySelector('.wj-done').textContent = text;
  (next ? next.querySelector('button') : section).focus();
}

async function decide(row, action) {
  const buttons = row.querySelectorAll('button'), active = document.activeElement;
  const sent = {id: row.dataset.draft, items: textField(row).value, answerable: checkBox(row).checked, lang: language};
  let decided;
  buttons.forEach(button => { button.disabled = true; });
  try { decided = await call(action, sent); }
  catch (error) { decided = {done: false, text: texts.draft_not_sent}; }
  buttons.forEach(button => { button.disabled = false; });
  if (decided.done) { take(row, decided.text); return; }
  if (decided.evidence) row.querySelector('.wj-evidence').innerHTML = decided.evidence;
  row.querySelector('.wj-said').textContent = decided.text;
  active.focus();  // a disabled button has lost it
}

element.addEventListener('click', event => {
  const button = event.target.closest('[data-draft] button');
  if (button) decide(rowOf(button), 'accept' in button.dataset ? server.accept_draft : server.drop_draft);
});
element.addEventListener('input', event => {
  const row = rowOf(event.target);
  if (!row) return;
  typed.set(row.dataset.draft, {items: textField(row).value, answerable: checkBox(row).checked});
  nameField(row);
});
element.addEventListener('keydown', event => {
  if (event.key !== 'Enter' || !event.target.matches('[data-draft] input[type="text"]')) return;
  event.preventDefault();
  decide(rowOf(event.target), server.accept_draft);
});
