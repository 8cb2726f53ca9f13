// The switch of the language. It changes the words where they stand, so that nothing is lost that was asked,
// answered or is being typed; a reload stays in the language, which is in the address.
const declare = () => { document.documentElement.lang = language === 'en' ? 'en' : 'zh-CN'; };
document.addEventListener('wj-language', declare);
declare();

// The head is written anew in the other language; the focus stays on its link.
function keepFocus(link) {
  new MutationObserver((_, written) => {
    const other = document.querySelector('#head .wj-language');
    if (!other || other === link) return;
    written.disconnect();
    if (document.activeElement === document.body) other.focus();
  }).observe(document.getElementById('head'), {childList: true, subtree: true});
}

document.addEventListener('click', event => {
  const link = event.target.closest?.('.wj-language');
  // With one of these keys it is a link like any other: a tab of its own.
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const address = new URL(location.href);
  if (link.lang === 'en') address.searchParams.set('lang', 'en');
  else address.searchParams.delete('lang');
  history.replaceState(history.state, '', address);
  document.dispatchEvent(new Event('wj-language'));
  keepFocus(link);
  trigger('select', {language});
});
