// Stands before the scripts of a component, behind `TEXTS`. The language is the one that the address names.
const language = new URLSearchParams(location.search).get('lang') === 'en' ? 'en' : 'zh';
const texts = TEXTS[language];
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
