// The notice of the library: lines, a button that takes a deletion back, and one that closes it. A line is a
// function, for the language may change while it stands there.
let told = {lines: []};

function addButton(place, text, name, value) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = text;
  button.dataset[name] = value;
  place.append(button);
}

function showNotice() {
  const notice = element.querySelector('.wj-notice'), {lines, token, isBad, isPassing} = told;
  notice.hidden = !lines.length;
  notice.classList.toggle('wj-bad', Boolean(isBad));
  notice.replaceChildren(...lines.map(line => {
    const paragraph = document.createElement('p');
    paragraph.textContent = line();
    return paragraph;
  }));
  if (!lines.length) return;
  // On the first line, which is in sight when there are too many to be.
  if (token) addButton(notice.firstChild, texts.undo, 'restore', token);
  if (!isPassing) addButton(notice.firstChild, texts.seen, 'seen', '');
}

// No lines, no notice. `token` takes a deletion back; a notice that `isPassing` goes by itself.
function tell(lines, more = {}) {
  told = {lines, ...more};
  showNotice();
}

// One more thing that failed, under those that nobody has closed yet.
function complain(line) {
  const before = told.isBad ? told.lines.filter(other => other() !== line()) : [];
  tell([...before, line], {isBad: true});
}
