// The script of the panel: links of the chat open their source beside it, by mouse and by keyboard.
// Runs once, inside the panel's component: `element`, `props` and `server` are Gradio's.
const asked = new URLSearchParams(location.search);
// Gradio reads the markup of a message out as its label; without one, the text itself is read.
const unlabel = () => document.querySelectorAll('#chat [data-testid][aria-label*="<"]').forEach(
  message => message.removeAttribute('aria-label'));
new MutationObserver(() => { unlabel(); clicked(); }).observe(
  document.body, {subtree: true, childList: true, attributes: true, attributeFilter: ['aria-label']});
// `origin` is the link of what is open, `reopen` asks the server for it, `left` is the tab in which the link is.
let latest = 0, origin = null, reopen = null, left = null;
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

function mark(link) {
  document.querySelectorAll('a[aria-current]').forEach(a => a.removeAttribute('aria-current'));
  link.setAttribute('aria-current', 'true');
  origin = link;
}

function openSource(link) {
  mark(link);
  const id = link.getAttribute('href').slice('#cite-'.length);
  return show(() => call(server.open_source, {id, lang: language}));
}

// The fields of a link to a place, from the address of the page or from the link of a passage.
function openPlace(fields) {
  const place = Object.fromEntries(['doc', 'start', 'end', 'v'].map(name => [name, fields.get(name) || '']));
  return show(() => call(server.open_place, {...place, lang: language}));
}

async function goBack() {
  const link = clicked() || document.querySelector('#question textarea');
  if (link.offsetParent === null) { left?.click(); await settled(); }
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

// From another tab a link would open what nobody sees; the panel's own tab is the first.
function showPanel() {
  if (element.offsetParent !== null) return;
  const tabs = [...document.querySelectorAll('[role="tab"]')].filter(tab => tab.offsetParent !== null);
  left = tabs.find(tab => tab.getAttribute('aria-selected') === 'true');
  tabs[0]?.click();
}

// With a key it is a link like any other, which opens a page of its own.
function openPassage(event) {
  const link = event.target.closest && event.target.closest('a.wj-place');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  showPanel();
  mark(link);
  openPlace(new URL(link.href).searchParams);
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
document.addEventListener('click', openPassage);
document.addEventListener('wj-language', reword);
document.dispatchEvent(new Event('wj-panel'));
if (asked.has('doc')) openPlace(asked);
else if (language === 'en') settled().then(reword);  // what is set before Gradio has settled is lost
