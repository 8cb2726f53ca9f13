// Hands a file that came with an event to the browser. It exists in this page only: no folder of the server
// holds it, no address leads to it.
watch('value', () => {
  const file = props.value;
  if (!file) return;
  const bytes = Uint8Array.from(atob(file.content), character => character.charCodeAt(0));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes], {type: file.media_type}));
  link.download = file.name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
});
