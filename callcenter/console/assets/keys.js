// A page by keyboard: J and K or the arrows walk its list of calls, Enter opens, / goes to what is searched, letters of its
// own press and find what bears them (data-key), ? says so.
const typing = (target) => /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest('[role=listbox]');
const LIST = 'table.calls a.open';
window.showKeys = () => document.getElementById('keys')?.showModal();
// Quasar's radios don't answer to the arrows, as radios do elsewhere; nor may the player, which goes by them, too.
document.addEventListener('keydown', (event) => {
  const radio = event.target.closest('[role=radio]');
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!radio || !step) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const all = [...radio.closest('[role=radiogroup]').querySelectorAll('[role=radio]')];
  const next = all[(all.indexOf(radio) + step + all.length) % all.length];
  next.click();
  // Quasar gives the focus of what is clicked to something unseen.
  next.focus();
});
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
  } else if (/^[a-z]$/.test(event.key)) {
    // A page's own letter: its button is pressed, its form's first control gets the focus.
    const one = document.querySelector(`[data-key=${event.key}]`);
    if (!one) return;
    event.preventDefault();
    if (one.matches('button')) one.click();
    else one.querySelector('[tabindex="0"], input, textarea')?.focus();
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
