// What the keyboard and the mouse can do besides; no page needs it. Keys: / search, ? this help,
// j k or arrows through a list, Enter opens, Ctrl+Enter submits, g and a letter or digit goes
// to a room.
(() => {
  'use strict';
  const $ = (query, from = document) => from.querySelector(query);
  const all = (query, from = document) => [...from.querySelectorAll(query)];
  const typing = (at) => at.closest('input, textarea, select, [contenteditable]');

  // ---- lists: one row is current
  const rows = () => all('main table.list tbody tr, main [data-rows] > *').filter((r) => $('a', r));
  function step(by) {
    const list = rows();
    if (list.length === 0) return;
    const now = list.findIndex((row) => row.classList.contains('current'));
    const next = Math.min(Math.max(now + by, 0), list.length - 1);
    list.forEach((row, i) => row.classList.toggle('current', i === next));
    $('a', list[next]).focus({ preventScroll: true });
    list[next].scrollIntoView({ block: 'nearest' });
  }
  function tick() {
    const box = $('tr.current input[type=checkbox]');
    if (box) box.click();
  }

  // ---- help of keys
  const keys = [['/', '查人查户'], ['?', '打开、关闭这张表'], ['j k ↓ ↑', '列表里下一行、上一行'],
    ['Enter', '打开所在行'], ['x', '勾选所在行'], ['g 1…9', '到第几个栏目'], ['g d c r m', '到工作台、办件、档案、月结'], ['[ ]', '上一页、下一页'],
    ['Ctrl Enter', '提交表单'], ['Esc', '收起菜单']];
  function help() {
    const old = $('.keys');
    if (old) return old.remove();
    const box = document.createElement('section');
    box.className = 'keys';
    box.setAttribute('role', 'dialog');
    box.setAttribute('aria-label', '快捷键');
    box.tabIndex = -1;
    const title = document.createElement('h2');
    title.textContent = '快捷键';
    const list = document.createElement('dl');
    for (const [key, what] of keys) {
      const name = document.createElement('dt');
      for (const one of key.split(' ')) {
        const cap = document.createElement('kbd');
        cap.textContent = one;
        name.append(cap, ' ');
      }
      const words = document.createElement('dd');
      words.textContent = what;
      list.append(name, words);
    }
    box.append(title, list);
    document.body.append(box);
    box.focus();
  }
  function close() {
    const box = $('.keys');
    if (box) box.remove();
    const menu = all('details.account[open], details.pick[open]').pop();
    if (!menu) return;
    menu.open = false;
    $('summary', menu).focus();
  }

  let going = false;
  const rooms = { d: '/desk', c: '/cases', r: '/records', m: '/', l: '/law', k: '/cockpit', o: '/office' };
  function go(key) {
    const doors = all('.rooms a');
    const room = doors[Number(key) - 1] ?? doors.find((a) => a.getAttribute('href') === rooms[key]);
    if (room) room.click();
  }
  const single = {
    '/': () => { const box = $('#q'); if (box) { box.focus(); box.select(); } },
    '?': help, j: () => step(1), k: () => step(-1), x: tick,
    '[': () => $('a[rel=prev]')?.click(), ']': () => $('a[rel=next]')?.click(),
  };
  function arrow(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || !$('tr.current, [data-rows] > .current')) return false;
    step(by);
    return true;
  }
  document.addEventListener('keydown', (event) => {
    const form = event.target.closest?.('form');
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && form) {
      event.preventDefault();
      form.requestSubmit($('button:not([type=button])', form));
    } else if (event.key === 'Escape') close();
    else if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    else if (typing(event.target) && event.target.type !== 'checkbox') return;
    else if (going) { going = false; go(event.key); }
    else if (event.key === 'g') going = true;
    else if (single[event.key]) { event.preventDefault(); single[event.key](); }
    else if (arrow(event)) event.preventDefault();
  });

  // ---- menus close when one clicks beside them
  document.addEventListener('click', (event) => {
    for (const menu of all('details.account[open], details.pick[open]'))
      if (!menu.contains(event.target)) menu.open = false;
  });

  // ---- what was typed is not lost by accident, and not sent twice
  let typed = false;
  document.addEventListener('input', (event) => {
    if (event.target.closest('form[method=post].form')) typed = true;
  });
  document.addEventListener('submit', (event) => {
    typed = false;
    const form = event.target;
    if (form.method !== 'post') return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = '1';
    setTimeout(() => { delete form.dataset.sent; }, 4000);
  });
  addEventListener('beforeunload', (event) => { if (typed) event.preventDefault(); });
  addEventListener('pageshow', () => all('form').forEach((form) => { delete form.dataset.sent; }));

  // ---- the first fault is where the cursor goes; the boxes of a list are ticked together
  const faults = $('#faults');
  if (faults) faults.focus();
  for (const head of all('table.list thead .pick-cell')) {
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.setAttribute('aria-label', '全选本页');
    box.addEventListener('change', () => {
      for (const one of all('tbody .pick-cell input', head.closest('table'))) one.checked = box.checked;
    });
    head.replaceChildren(box);
  }

  // ---- the view that is open is in sight where the row of views is wider than the page
  for (const view of all('.views [aria-current], .side [aria-current]'))
    view.closest('.views, .side').scrollLeft = view.offsetLeft - 80;

  // ---- a table wider than its place is scrolled by the keyboard too
  for (const place of all('.wide')) {
    if (place.scrollWidth <= place.clientWidth || $('a, button, input', place)) continue;
    place.tabIndex = 0;
    place.setAttribute('role', 'region');
    place.setAttribute('aria-label', $('caption', place)?.textContent || '表格');
  }

  // ---- files are dropped onto their field
  for (const box of all('input[type=file]')) {
    const place = box.closest('.field') ?? box;
    const over = (on) => (event) => { event.preventDefault(); place.classList.toggle('dropping', on); };
    place.addEventListener('dragover', over(true));
    place.addEventListener('dragleave', over(false));
    place.addEventListener('drop', (event) => {
      over(false)(event);
      if (event.dataTransfer.files.length === 0) return;
      box.files = event.dataTransfer.files;
      box.dispatchEvent(new Event('change', { bubbles: true }));
    });
  }
})();
