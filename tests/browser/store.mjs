// A small store of a story's own and the server over it. Time stands where the story puts it: to let
// days pass, the server is stopped and the demo store is served again on another day.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';

const program = process.env.DOUDI ?? 'build/release/src/cli/doudi';
const START = '2024-02-28T09:00';

/* The hands of a small bureau: 石狮埠街道 and its 风景路社区, and the county. */
const ACCOUNTS = [
  ['gly', '高立远', '系统'],
  ['sj', '沈静', '审计'],
  ['cw', '村文书', '村居', '360203001002'],
  ['zj', '王经办', '经办', '360203001'],
  ['zs', '赵镇长', '审批', '360203001'],
  ['xj', '何敏', '经办', '360203'],
  ['fh', '方慧', '复核', '360203'],
  ['kz', '李科长', '审批', '360203'],
  ['jz', '孙局长', '审批', '360203'],
  ['cn', '陈宁', '发放', '360203'],
  ['cl', '常乐', '协同部门', '360203'],
  ['aq', '安晴', '安全'], // the last: from then on the duties are hers to give
];

export class Store {
  constructor(folder) {
    mkdirSync(folder, { recursive: true });
    this.folder = folder;
    this.path = `${folder}/store.db`;
    this.environment = { ...process.env, DOUDI_STORE: this.path, DOUDI_HOME: process.cwd() };
  }

  /* One command of the program; what it prints. Throws with its words when it fails. */
  doudi(...words) {
    try {
      return execFileSync(program, words, { env: this.environment, encoding: 'utf8', stdio: 'pipe' });
    } catch (fault) {
      throw new Error(`doudi ${words.join(' ')}\n${fault.stdout}${fault.stderr}`);
    }
  }

  file(name, text) {
    writeFileSync(`${this.folder}/${name}`, text);
    return `${this.folder}/${name}`;
  }

  found(month = '2024-03', clock = START) {
    this.doudi('init', '--home', '360203', '--demo', '--clock', clock, '--month', month,
               '--divisions', 'tests/stories/divisions');
  }

  staff(clock = START) {
    for (const [account, name, duty, home] of ACCOUNTS)
      this.doudi('account', account, name, duty, ...(home ? ['--home', home] : []),
                 ...(account === 'gly' ? [] : ['--by', 'gly']), '--clock', clock);
  }

  /* Serves the store from `clock` on. */
  async serve(clock) {
    await this.stop();
    this.server = spawn(program, ['serve', '--port', '0', '--clock', clock],
                        { env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    this.said = '';
    this.server.stderr.on('data', (text) => { this.said += text; });
    this.over = new Promise((done) => this.server.on('exit', done));
    const text = await new Promise((done, failed) => {
      let out = '';
      this.server.on('exit', () => failed(new Error(`the server ended: ${out}${this.said}`)));
      this.server.stdout.on('data', (more) => {
        out += more;
        if (/\n.*（系统）/.test(out)) done(out);
      });
    });
    this.address = /http:\/\/127[^ ]*/.exec(text)[0];
    this.password = /[a-z0-9]{4}(?:-[a-z0-9]{4}){2}/.exec(text)[0];
    this.served = clock;
  }

  /* Ends the server; its exit status. */
  async stop() {
    if (!this.server) return 0;
    this.server.kill('SIGTERM');
    const status = await this.over;
    this.server = null;
    return status;
  }
}
