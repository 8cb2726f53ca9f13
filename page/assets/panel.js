// The script of the panel: links of the chat open their source beside it, by mouse and by keyboard.
// Runs once, inside the panel's component: `element`, `props` and `server` are Gradio's.
document.documentElement.lang = 'zh-CN';
// Gradio reads the markup of a message out as its label; without one, the text itself is read.
const unlabel = () => document.querySelectorAll('#chat [data-testid][aria-label*="<"]').forEach(
  message => message.removeAttribute('aria-label'));
new MutationObserver(unlabel).observe(
  document.body, {subtree: true, childList: true, attributes: true, attributeFilter: ['aria-label']});
let latest = 0, origin = null;
const settled = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
const DISCONNECTED = '<div class="wj-panel wj-panel-problem" tabindex="-1">'
  + '<a class="wj-back" href="#back">← 返回回答</a><h2>原文打不开</h2>'
  + '<p>页面与服务的连接已断开。请确认服务仍在运行，然后刷新页面。</p></div>';

async function openSource(link) {
  const turn = ++latest;
  document.querySelectorAll('a[aria-current]').forEach(a => a.removeAttribute('aria-current'));
  link.setAttribute('aria-current', 'true');
  origin = link;
  element.setAttribute('aria-busy', 'true');
  let value;
  try { value = await server.open_source(link.getAttribute('href').slice('#cite-'.length)); }
  catch (error) { value = DISCONNECTED; }
  if (turn !== latest) return;
  props.value = value;
  await settled();
  element.removeAttribute('aria-busy');
  const panel = element.querySelector('.wj-panel');
  panel.focus({preventScroll: true});
  (element.querySelector('#hit') || panel).scrollIntoView({block: 'center'});
}

function goBack() {
  if (!origin || !origin.isConnected) { document.querySelector('#question textarea').focus(); return; }
  origin.focus({preventScroll: true});
  origin.scrollIntoView({block: 'center'});
}

function copyReply(link) {
  const reply = link.closest('.wj-reply');
  const lines = [reply.querySelector('.wj-text').innerText];
  reply.querySelectorAll('.wj-sources li').forEach(li => lines.push(
    [...li.children].map(part => part.innerText).filter(Boolean).join(' ')));
  const text = lines.join('\n');
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  link.textContent = copied ? '已复制' : '复制失败';
  setTimeout(() => { link.textContent = '复制'; }, 1500);
  link.focus();
}

document.addEventListener('click', event => {
  const link = event.target.closest && event.target.closest('a[href^="#"]');
  if (!link) return;
  const href = link.getAttribute('href');
  const inChat = link.closest('#chat');
  const opens = href.startsWith('#cite-') && (inChat || link.closest('#head'));
  if (opens) { event.preventDefault(); openSource(link); }
  else if (inChat && href === '#copy') { event.preventDefault(); copyReply(link); }
  else if (href === '#back' && element.contains(link)) { event.preventDefault(); goBack(); }
}, true);
