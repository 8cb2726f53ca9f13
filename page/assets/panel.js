// The script of the panel: links of the chat open their source beside it, by mouse and by keyboard.
// Runs once, inside the panel's component: `element`, `props` and `server` are Gradio's.
const asked = new URLSearchParams(location.search);
// Gradio reads the markup of a message out as its label; without one, the text itself is read.
const unlabel = () => document.querySelectorAll('#chat [data-testid][aria-label*="<"]').forEach(
  message => message.removeAttribute('aria-label'));
new MutationObserver(() => { unlabel(); clicked(); }).observe(
  document.body, {subtree: true, childList: true, attributes: true, attributeFilter: ['aria-label']});
// `origin` is the link of what is open, `reopen` asks the server for it.
let latest = 0, origin = null, reopen = null;
const settled = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
const empty = () => `<div class="wj-panel wj-panel-empty"><p>${texts.panel_empty}</p></div>`;
const disconnected = () => '<div class="wj-panel wj-panel-problem" tabindex="-1">'
  + `<a class="wj-back" href="#back">${texts.back}</a><h2>${texts.failed_head}</h2>`
  + `<p>${texts.disconnected}</p></div>`;

// The link that was clicked, or the same one in a chat that has been written anew since.
function clicked() {
  if (origin && !origin.isConnected) {
    origin = document.querySelector(`#chat a[href="${origin.getAttribute('href')}"]`);
    origin?.setAttribute('aria-current', 'true');
  }
  return origin;
}

// The focus goes to the panel, unless whoever asked for it is elsewhere by then.
async function show(opened, asker = document.activeElement) {
  const turn = ++latest;
  reopen = opened;
  element.setAttribute('aria-busy', 'true');
  let value;
  try { value = await opened(); }
  catch (error) { value = disconnected(); }
  if (turn !== latest) return;
  props.value = value;
  forgetFound();
  await settled();
  element.removeAttribute('aria-busy');
  const panel = element.querySelector('.wj-panel');
  // Whoever has begun to type in the panel is not interrupted.
  const active = document.activeElement;
  if (!panel.contains(active)) {
    if (active === asker || active === document.body) panel.focus({preventScroll: true});
    (element.querySelector('#hit') || panel).scrollIntoView({block: 'center'});
  }
  offerSteps();
}

// What is open, in the language that the page has now. Nothing is scrolled, and the focus stays.
async function reword() {
  if (element.hasAttribute('aria-busy')) return show(reopen, null);
  const turn = ++latest;
  let value;
  try { value = reopen ? await reopen() : empty(); }
  catch (error) { value = disconnected(); }
  if (turn !== latest) return;
  const at = current;
  props.value = value;
  await settled();
  if (sought) { find(sought); goTo(at); }
  offerSteps();
}

function openSource(link) {
  document.querySelectorAll('a[aria-current]').forEach(a => a.removeAttribute('aria-current'));
  link.setAttribute('aria-current', 'true');
  origin = link;
  const id = link.getAttribute('href').slice('#cite-'.length);
  return show(() => call(server.open_source, {id, lang: language}));
}

function openPlace() {
  const place = Object.fromEntries(['doc', 'start', 'end', 'v'].map(name => [name, asked.get(name) || '']));
  return show(() => call(server.open_place, {...place, lang: language}));
}

function goBack() {
  const link = clicked() || document.querySelector('#question textarea');
  link.focus({preventScroll: true});
  link.scrollIntoView({block: 'center'});
}

// The citations of the answer that the open one belongs to, each once, in order.
function siblings() {
  const link = clicked(), reply = link && link.closest('.wj-reply');
  const links = reply ? [...reply.querySelectorAll('a.wj-cite, a.wj-open')] : [];
  const at = link ? links.findIndex(a => a.getAttribute('href') === link.getAttribute('href')) : -1;
  return {links, at};
}

function offerSteps() {
  const {links, at} = siblings();
  element.querySelectorAll('[data-do="previous"], [data-do="next"]').forEach(button => {
    const to = links[at + (button.dataset.do === 'next' ? 1 : -1)];
    button.hidden = at < 0 || links.length < 2;
    button.disabled = !to;
  });
}

function step(by) {
  const {links, at} = siblings();
  if (at >= 0 && links[at + by]) openSource(links[at + by]);
}

// From another tab the head's link would open what nobody sees; the panel's own is the first.
function showPanel() {
  if (element.offsetParent !== null) return;
  [...document.querySelectorAll('[role="tab"]')].find(tab => tab.offsetParent !== null)?.click();
}

document.addEventListener('click', event => {
  const link = event.target.closest && event.target.closest('a[href^="#"]');
  if (!link) return;
  const href = link.getAttribute('href');
  const inChat = link.closest('#chat');
  const opens = href.startsWith('#cite-') && (inChat || link.closest('#head'));
  if (opens) { event.preventDefault(); showPanel(); openSource(link); }
  else if (inChat && href === '#copy') { event.preventDefault(); copyReply(link); }
  else if (href === '#back' && element.contains(link)) { event.preventDefault(); goBack(); }
}, true);
document.addEventListener('wj-language', reword);
document.dispatchEvent(new Event('wj-panel'));
if (asked.has('doc')) openPlace();
else if (language === 'en') settled().then(reword);  // what is set before Gradio has settled is lost
