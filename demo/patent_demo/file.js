// Hands a file that was made for the visitor to the browser; none lies on the server.
watch('value', () => {
  if (!props.value) return;
  document.dispatchEvent(new CustomEvent('patent:file', { detail: JSON.parse(props.value) }));
  props.value = '';
});
