// Copying: an answer with its sources, or any text. Without a secure context there is no clipboard object,
// so a selected text area does it.
function copyText(text) {
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  return copied;
}

function sayCopied(control, copied, text) {
  control.textContent = copied ? texts.copied : texts.copy_failed;
  setTimeout(() => { control.textContent = text; }, 1500);
  control.focus();
}

function copyReply(link) {
  const reply = link.closest('.wj-reply');
  const lines = [reply.querySelector('.wj-text').innerText];
  reply.querySelectorAll('.wj-sources li').forEach(li => lines.push(
    [...li.children].map(part => part.innerText).filter(Boolean).join(' ')));
  sayCopied(link, copyText(lines.join('\n')), texts.copy);
}
