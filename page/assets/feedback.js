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

function offerComment(line, id, rating) {
  line.querySelector('form')?.remove();
  const form = document.createElement('form');
  form.innerHTML = `<input maxlength="2000" aria-label="${texts.comment}" placeholder="${texts.comment_hint}">`
    + `<button type="submit">${texts.comment_keep}</button>`;
  form.addEventListener('submit', async event => {
    event.preventDefault();
    if (await rate(line, id, rating, form.querySelector('input').value)) form.remove();
  });
  line.append(form);
}

document.addEventListener('click', async event => {
  const link = event.target.closest && event.target.closest('#chat a[href^="#rate-"]');
  if (!link) return;
  event.preventDefault();
  const [, rating, id] = link.getAttribute('href').split('-');
  const line = link.closest('.wj-feedback');
  if (await rate(line, id, rating, '')) offerComment(line, id, rating);
}, true);
