// Uploads of the library: files one after the other, then one run of the index for all of them.
// Resolves to nothing, or to why the file was not taken. What the server knows of, it tells itself.
async function sendOne(file, limit, replace) {
  let path = null;
  if (file.size <= limit) {
    try { path = (await upload(file)).path; } catch (error) { path = null; }
  }
  try { await call(server.take_file, {path, name: file.name, size: file.size, replace}); }
  catch (error) {
    if (file.size > limit) return () => filled(texts.lost_too_large, {limit: limit >> 20});
    return path ? () => texts.lost_taking : () => texts.lost_sending;
  }
}

async function send(files) {
  if (uploading || !files.length) return;
  uploading = true;
  look();
  const input = find('.wj-drop input'), limit = Number(input.dataset.limit);
  const replace = find('[data-replace]').checked;
  const lost = [];
  for (const [number, file] of files.entries()) {
    const place = {number: number + 1, count: files.length, name: file.name};
    tell([() => filled(texts.uploading, place)], {isPassing: true});
    const reason = await sendOne(file, limit, replace);
    if (reason) lost.push(() => `${file.name}${texts.colon}${reason()}`);
  }
  input.value = '';
  const head = () => filled(texts.uploads_lost, {count: lost.length});
  tell(lost.length ? [head, ...lost] : [], {isBad: true});
  await attempt(server.update_index, null);
  uploading = false;
  busy = true;
  look();
}

function listenForFiles() {
  const drop = find('.wj-drop');
  drop.querySelector('input').addEventListener('change', event => send([...event.target.files]));
  drop.addEventListener('dragover', event => { event.preventDefault(); drop.classList.add('wj-over'); });
  drop.addEventListener('dragleave', () => drop.classList.remove('wj-over'));
  drop.addEventListener('drop', event => {
    event.preventDefault();
    drop.classList.remove('wj-over');
    send([...event.dataTransfer.files]);
  });
}
