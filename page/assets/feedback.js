// The script of the feedback under an answer: a link stores a rating at once, a field below it a comment.
const say = (line, text) => {
  let said = line.querySelector('.wj-said');
  if (!said) {
    said = document.createElement('span');
    said.className = 'wj-said';
    said.setAttribute('role', 'status');
    line.append(said);
  }
  said.textContent = text;
};
const mark = (line, rating) => line.querySelectorAll('.wj-rate').forEach(link =>
  link.classList.toggle('wj-chosen', link.getAttribute('href').startsWith(`#rate-${rating}-`)));

async function rate(line, id, rating, comment) {
  let answer;
  try { answer = await call(server.rate, {id, rating, comment, lang: language}); }
  catch (error) { answer = {kept: false, text: texts.rating_not_sent}; }
  if (answer.kept) mark(line, rating);
  say(line, answer.text);
  return answer.kept;
}

// Comments that are being written. The chat may be written anew under them, in another language: they come back.
const open = new Set();
const lineOf = form => document.querySelector(`#chat a[href="${form.dataset.link}"]`)?.closest('.wj-feedback');
new MutationObserver(() => open.forEach(form => {
  if (!form.isConnected) lineOf(form)?.append(form);
})).observe(document.body, {subtree: true, childList: true});

function wordForm(form) {
  const input = form.querySelector('input');
  input.setAttribute('aria-label', texts.comment);
  input.placeholder = texts.comment_hint;
  form.querySelector('button').textContent = texts.comment_keep;
}
document.addEventListener('wj-language', () => open.forEach(wordForm));

function closeForm(form) {
  open.delete(form);
  form.remove();
}

function offerComment(line, id, rating) {
  line.querySelectorAll('form').forEach(closeForm);
  const form = document.createElement('form');
  form.innerHTML = '<input maxlength="2000"><button type="submit"></button>';
  form.dataset.link = `#rate-${rating}-${id}`;
  wordForm(form);
  form.addEventListener('submit', async event => {
    event.preventDefault();
    const comment = form.querySelector('input').value;
    if (await rate(form.closest('.wj-feedback'), id, rating, comment)) closeForm(form);
  });
  line.append(form);
  open.add(form);
}

document.addEventListener('click', async event => {
  const link = event.target.closest && event.target.closest('#chat a[href^="#rate-"]');
  if (!link) return;
  event.preventDefault();
  const [, rating, id] = link.getAttribute('href').split('-');
  const line = link.closest('.wj-feedback');
  if (await rate(line, id, rating, '')) offerComment(line, id, rating);
}, true);
