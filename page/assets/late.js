async () => {
  // Runs when the page has loaded. A click on a link of the head waits for the panel, which says `wj-panel`.
  let early = null;
  const keep = event => {
    const link = event.target.closest?.('#head a');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    early = link;
  };
  document.addEventListener('click', keep);
  document.addEventListener('wj-panel', () => {
    document.removeEventListener('click', keep);
    setTimeout(() => early?.click());
  }, {once: true});
  // After a frame has been painted; Gradio asks for the scripts of the widgets as soon as this returns.
  await new Promise(painted => requestAnimationFrame(() => setTimeout(painted)));
  return Array(COUNT).fill({__type__: 'update', visible: true});
}
