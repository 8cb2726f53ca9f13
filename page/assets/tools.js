// The tools above an open document: find in it, its file, a link to this place, other citations.
const MOST_FOUND = 2000;
let found = [], current = -1, sought = '';
const marks = window.Highlight && CSS.highlights ? name => ranges =>
  CSS.highlights.set(name, new Highlight(...ranges)) : () => () => {};
const markAll = marks('wj-found'), markOne = marks('wj-current');

// Places of the sought text as ranges; the document is not touched, so nothing sought can become markup.
function search(root, words) {
  const nodes = [], starts = [];
  let text = '';
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) { nodes.push(walker.currentNode); starts.push(text.length); text += walker.currentNode.data; }
  const lower = text.toLowerCase();
  // A few letters change their length in lower case; then case counts.
  const [hay, needle] = lower.length === text.length ? [lower, words.toLowerCase()] : [text, words];
  const at = place => {
    let low = 0, high = starts.length - 1;
    while (low < high) { const middle = (low + high + 1) >> 1; if (starts[middle] <= place) low = middle; else high = middle - 1; }
    return [nodes[low], place - starts[low]];
  };
  const ranges = [];
  for (let i = hay.indexOf(needle); i >= 0 && ranges.length < MOST_FOUND; i = hay.indexOf(needle, i + needle.length)) {
    const range = document.createRange();
    range.setStart(...at(i));
    const [last, offset] = at(i + needle.length - 1);
    range.setEnd(last, offset + 1);
    ranges.push(range);
  }
  return ranges;
}

function goTo(index) {
  const said = element.querySelector('.wj-found');
  if (!found.length) { said.textContent = sought ? texts.find_none : ''; markOne([]); return; }
  current = (index + found.length) % found.length;
  said.textContent = `${current + 1} / ${found.length}${found.length === MOST_FOUND ? '+' : ''}`;
  markOne([found[current]]);
  const box = element.querySelector('.wj-document');
  const place = found[current].getBoundingClientRect(), frame = box.getBoundingClientRect();
  box.scrollTop += place.top - frame.top - frame.height / 2;
}

// A document that is opened has not been searched.
function forgetFound() {
  [found, current, sought] = [[], -1, ''];
  markAll([]);
  markOne([]);
}

function find(words) {
  sought = words;
  found = words ? search(element.querySelector('.wj-document'), words) : [];
  markAll(found);
  goTo(0);
}

async function keepOriginal(button) {
  const said = element.querySelector('.wj-said');
  button.disabled = true;
  let answer;
  try { answer = await call(server.original, {doc: button.dataset.document, lang: language}); }
  catch (error) { answer = {say: texts.disconnected}; }
  button.disabled = false;
  said.textContent = answer.say;
  if (!answer.data) return;
  const bytes = Uint8Array.from(atob(answer.data), character => character.charCodeAt(0));
  // Of no type that a browser would show: the file is kept, never run.
  const address = URL.createObjectURL(new Blob([bytes], {type: 'application/octet-stream'}));
  const link = document.createElement('a');
  link.href = address;
  link.download = answer.name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

const DOES = {
  previous: () => step(-1),
  next: () => step(1),
  'find-previous': () => goTo(current - 1),
  'find-next': () => goTo(current + 1),
  original: keepOriginal,
  link: button => sayCopied(
    button, copyText(location.origin + location.pathname + button.dataset.link), texts.copy_link),
};
element.addEventListener('click', event => {
  const button = event.target.closest('button[data-do]');
  if (button) DOES[button.dataset.do](button);
});
element.addEventListener('input', event => {
  if (event.target.matches('.wj-find input')) find(event.target.value);
});
element.addEventListener('keydown', event => {
  if (!event.target.matches('.wj-find input')) return;
  if (event.key === 'Enter') { event.preventDefault(); goTo(current + (event.shiftKey ? -1 : 1)); }
  else if (event.key === 'Escape') { event.target.value = ''; find(''); }
});
