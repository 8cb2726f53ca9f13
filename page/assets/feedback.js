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
  try { answer = await server.rate({id, rating, comment}); }
  catch (error) { answer = {kept: false, text: '没有保存：页面与服务的连接已断开，请刷新页面。'}; }
  if (answer.kept) mark(line, rating);
  say(line, answer.text);
  return answer.kept;
}

function offerComment(line, id, rating) {
  line.querySelector('form')?.remove();
  const form = document.createElement('form');
  form.innerHTML = '<input maxlength="2000" aria-label="补充说明" placeholder="补充说明（可不填）">'
    + '<button type="submit">保存说明</button>';
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
