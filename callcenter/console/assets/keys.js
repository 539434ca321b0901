// A page by keyboard: J and K or the arrows walk its list of calls, Enter opens, / goes to what is searched, ? says so.
const typing = (target) => /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest('[role=listbox]');
const LIST = 'table.calls a.open';
window.showKeys = () => document.getElementById('keys')?.showModal();
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector('dialog[open]')) return;
  const links = [...document.querySelectorAll(LIST)];
  const now = links.indexOf(document.activeElement);
  const to = { j: now + 1, ArrowDown: now + 1, k: Math.max(0, now - 1), ArrowUp: Math.max(0, now - 1) }[event.key];
  if (to !== undefined && links.length) {
    event.preventDefault();
    const link = links[Math.min(to, links.length - 1)];
    link.focus();
    link.scrollIntoView({ block: 'nearest' });
    sessionStorage.setItem('call', link.getAttribute('href'));
  } else if (event.key === '/') {
    const form = document.querySelector('[role=search]');
    const field = form?.querySelector('.wide input') || form?.querySelector('input');
    if (!field) return;
    event.preventDefault();
    field.focus();
  } else if (event.key === '?') {
    event.preventDefault();
    window.showKeys();
  }
});
document.addEventListener('click', (event) => {
  const link = event.target.closest(LIST);
  if (link) sessionStorage.setItem('call', link.getAttribute('href'));
});
// Back from a call, its row is the active one again.
new MutationObserver((_, watch) => {
  if (!document.querySelector(LIST)) return;
  watch.disconnect();
  document.querySelector(`${LIST}[href="${CSS.escape(sessionStorage.getItem('call') || '')}"]`)?.focus();
}).observe(document.documentElement, { childList: true, subtree: true });
