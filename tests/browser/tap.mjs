// Test points of one story, kept until the story is over, so that stories that run side by side are
// printed one after another.
export class Points {
  constructor(name) {
    this.name = name;
    this.list = [];
  }

  add(ok, what, note) {
    this.list.push({ ok, text: `${this.name}: ${what}`, note: ok ? '' : String(note ?? '') });
    return ok;
  }

  /* Prints what there is, numbered from `first`; gives the next number. */
  print(first) {
    for (const { ok, text, note } of this.list) {
      console.log(`${ok ? 'ok' : 'not ok'} ${first} - ${text}`);
      if (note) console.log('# ' + note.split('\n').join('\n# '));
      first += 1;
    }
    return first;
  }
}
