// The call list by keyboard: J and K or the arrows walk the rows, Enter opens, / goes to the filters, ? says so.
const typing = (target) => /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest('[role=listbox]');
window.callKeys = () => {
  const old = document.getElementById('call-keys');
  if (old) { old.remove(); return; }
  const box = document.createElement('dialog');
  box.id = 'call-keys';
  box.setAttribute('aria-label', 'Keyboard');
  box.innerHTML = '<h2>Keyboard</h2><dl><dt>J, ↓</dt><dd>next call</dd><dt>K, ↑</dt><dd>the one before</dd><dt>Enter</dt><dd>open it</dd>' +
    '<dt>/</dt><dd>to the filters</dd><dt>?</dt><dd>this list</dd></dl><form method="dialog"><button>Close</button></form>';
  box.addEventListener('close', () => box.remove());
  document.body.append(box);
  box.showModal();
};
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const links = [...document.querySelectorAll('table.calls a.open')];
  const now = links.indexOf(document.activeElement);
  const to = { j: now + 1, ArrowDown: now + 1, k: Math.max(0, now - 1), ArrowUp: Math.max(0, now - 1) }[event.key];
  if (to !== undefined && links.length) {
    event.preventDefault();
    const link = links[Math.min(to, links.length - 1)];
    link.focus();
    link.scrollIntoView({ block: 'nearest' });
    sessionStorage.setItem('call', link.getAttribute('href'));
  } else if (event.key === '/') {
    event.preventDefault();
    const form = document.querySelector('form[role=search]');
    (form?.querySelector('.wide input') || form?.querySelector('input'))?.focus();
  } else if (event.key === '?') {
    event.preventDefault();
    window.callKeys();
  }
});
document.addEventListener('click', (event) => {
  const link = event.target.closest('table.calls a.open');
  if (link) sessionStorage.setItem('call', link.getAttribute('href'));
});
// Back from a call, its row is the active one again.
new MutationObserver((_, watch) => {
  if (!document.querySelector('table.calls a.open')) return;
  watch.disconnect();
  document.querySelector(`table.calls a.open[href="${CSS.escape(sessionStorage.getItem('call') || '')}"]`)?.focus();
}).observe(document.documentElement, { childList: true, subtree: true });
