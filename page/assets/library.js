// The script of the library: the table and its filter, uploads, deletions, and the state of the index.
// Runs once, inside its component: `element`, `server` and `upload` are Gradio's. Markup comes escaped from
// the server; what is written here is text.
const BUSY_MS = 500, IDLE_MS = 1000, FILTER_MS = 200;
const find = selector => element.querySelector(selector);
const live = Boolean(find('.wj-tools'));
let version = null, busy = false, uploading = false, timer = null, typed = null, asked = 0, shown = '';

async function showTable() {
  const turn = ++asked;
  const table = await server.show_files(find('.wj-filter input').value);
  if (turn === asked) find('.wj-table').innerHTML = table;
}

function addButton(place, text, name, value) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = text;
  button.dataset[name] = value;
  place.append(button);
}

function say(text, token) {
  const notice = find('.wj-notice');
  notice.hidden = !text;
  notice.textContent = text;
  if (token) addButton(notice, '撤销', 'restore', token);
  if (!uploading) addButton(notice, '知道了', 'seen', '');
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
    try { showState(await server.index_state(null)); }
    catch (error) { say('页面与服务的连接已断开。请确认服务仍在运行，然后刷新页面。'); }
  }
  clearTimeout(timer);
  timer = setTimeout(look, busy || uploading ? BUSY_MS : IDLE_MS);
}

async function sendOne(file, limit, replace) {
  let path = null;
  if (file.size <= limit) {
    try { path = (await upload(file)).path; } catch (error) { path = null; }
  }
  await server.take_file({path, name: file.name, size: file.size, replace});
}

async function send(files) {
  if (uploading || !files.length) return;
  uploading = true;
  look();
  const input = find('.wj-drop input'), limit = Number(input.dataset.limit);
  const replace = find('[data-replace]').checked;
  let lost = '';
  for (const [number, file] of files.entries()) {
    say(`正在上传 ${number + 1} / ${files.length}：${file.name}`);
    try { await sendOne(file, limit, replace); } catch (error) { lost = `${file.name} 没有传完，请重试`; }
  }
  input.value = '';
  say(lost);
  try { await server.update_index(null); } finally { uploading = false; }
  busy = true;
  look();
}

async function change(action, argument) {
  const done = await action(argument);
  say(done.text, done.token);
  busy = true;
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
  else if ('seen' in button.dataset) say('');
  else if ('cancel' in button.dataset) dialog.close();
  else if ('confirm' in button.dataset) {
    dialog.close();
    change(server.discard_file, dialog.querySelector('[data-what]').textContent);
  } else if ('restore' in button.dataset) change(server.restore_file, button.dataset.restore);
  else if ('update' in button.dataset) { busy = true; server.update_index(null).then(look); }
  else if ('clear' in button.dataset) server.clear_uploads(null).then(look);
});
find('.wj-filter input').addEventListener('input', () => {
  clearTimeout(typed);
  typed = setTimeout(showTable, FILTER_MS);
});
if (live) {
  const drop = find('.wj-drop');
  drop.querySelector('input').addEventListener('change', event => send([...event.target.files]));
  drop.addEventListener('dragover', event => { event.preventDefault(); drop.classList.add('wj-over'); });
  drop.addEventListener('dragleave', () => drop.classList.remove('wj-over'));
  drop.addEventListener('drop', event => {
    event.preventDefault();
    drop.classList.remove('wj-over');
    send([...event.dataTransfer.files]);
  });
  look();
}
showTable();
