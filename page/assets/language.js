// Stands before the scripts of a component, behind `TEXTS`. The language is the one that the address names; the
// switch in the head changes it there and then tells all scripts with the event `wj-language`.
let language, texts;
function readLanguage() {
  language = new URLSearchParams(location.search).get('lang') === 'en' ? 'en' : 'zh';
  texts = TEXTS[language];
}
readLanguage();
document.addEventListener('wj-language', readLanguage);
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
