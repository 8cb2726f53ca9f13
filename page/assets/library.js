// The script of the library: the table and its filter, uploads, deletions, and the state of the index.
// Runs once, inside its component: `element`, `server` and `upload` are Gradio's. Markup comes escaped from
// the server; what is written here is text.
const BUSY_MS = 500, IDLE_MS = 1000, FILTER_MS = 200;
const find = selector => element.querySelector(selector);
const live = Boolean(find('.wj-tools'));
let version = null, busy = false, uploading = false, timer = null, typed = null, asked = 0, shown = '';
let listed = '', isCut = false;

async function showTable() {
  const turn = ++asked;
  let table;
  try { table = await call(server.show_files, {words: find('.wj-filter input').value, lang: language}); }
  catch (error) { complain(() => texts.call_failed); return; }
  if (turn === asked) find('.wj-table').innerHTML = listed = table;
}

function showState(state) {
  busy = state.busy;
  if (state.status !== shown) find('.wj-status').innerHTML = shown = state.status;
  find('[data-update]').disabled = busy;
  if (state.version === version) return;
  if (version !== null) showTable();
  version = state.version;
  const link = document.querySelector('#head a[href^="#cite-"]');
  if (link) link.textContent = link.textContent.replace(/[\d,]+/, state.documents.toLocaleString('en'));
}

async function look() {
  clearTimeout(timer);
  if (!element.isConnected) return;
  // A tab that nobody sees is looked at only while something is under way, for the count in the head.
  if (busy || uploading || element.offsetParent !== null) {
    try {
      showState(await call(server.index_state, {lang: language}));
      isCut = false;
    } catch (error) {
      // Said once: who has closed the notice knows.
      if (!isCut) complain(() => texts.disconnected);
      isCut = true;
    }
  }
  clearTimeout(timer);
  timer = setTimeout(look, busy || uploading ? BUSY_MS : IDLE_MS);
}

// Something that the user asked for; when it fails, a line says so. Returns the answer, or undefined.
async function attempt(does, argument) {
  let answer;
  try { answer = await call(does, argument); }
  catch (error) { complain(() => texts.call_failed); }
  return answer;
}

async function change(does, argument) {
  const done = await attempt(does, {...argument, lang: language});
  if (!done) return;
  tell([() => done.text], {token: done.token});
  busy = true;
  look();
}

async function update() {
  busy = true;
  await attempt(server.update_index, null);
  look();
}

async function clearUploads() {
  await attempt(server.clear_uploads, null);
  look();
}

function confirmDiscard(button) {
  const dialog = find('.wj-confirm');
  dialog.querySelector('[data-what]').textContent = button.dataset.discard;
  dialog.showModal();
}

element.addEventListener('click', event => {
  const button = event.target.closest('button');
  if (!button) return;
  const dialog = find('.wj-confirm');
  if ('discard' in button.dataset) confirmDiscard(button);
  else if ('seen' in button.dataset) tell([]);
  else if ('cancel' in button.dataset) dialog.close();
  else if ('confirm' in button.dataset) {
    dialog.close();
    change(server.discard_file, {document: dialog.querySelector('[data-what]').textContent});
  } else if ('restore' in button.dataset) change(server.restore_file, {token: button.dataset.restore});
  else if ('update' in button.dataset) update();
  else if ('clear' in button.dataset) clearUploads();
});
find('.wj-filter input').addEventListener('input', () => {
  clearTimeout(typed);
  typed = setTimeout(showTable, FILTER_MS);
});
// The tab was written anew, in another language: what the script has put into it is put there again.
watch('value', () => {
  shown = '';
  find('.wj-table').innerHTML = listed;
  showNotice();
  if (live) look();
  showTable();
});
if (live) {
  listenForFiles();
  look();
}
showTable();
