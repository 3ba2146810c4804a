// Somebody with the file in his hands changes a row of the ledger. The auditor finds it.
import { execFileSync } from 'node:child_process';

const PEOPLE = `姓名,性别,出生日期,公民身份号码,户籍地,城乡
乙二,女,1932-11-20,360203193211200025,360203001002,城市
`;
const ENROLMENT = `事项,公民身份号码,申请日期,确认日期,原因
高龄津贴,360203193211200025,2023-01-05,2023-01-10,在册
`;

function prepare({ store }) {
  const start = '2024-01-02T09:00';
  store.found('2024-01', start);
  store.staff(start);
  const by = ['--by', 'xj', '--clock', '2024-01-02T10:00'];
  store.doudi('import', store.file('people.csv', PEOPLE), '--as', 'person', '--effective',
              '2023-01-01', ...by);
  store.doudi('import', store.file('enrolment.csv', ENROLMENT), '--as', 'enrolment', ...by);
  store.doudi('close', '2024-01', '--by', 'xj', '--clock', '2024-01-28T17:00');
}

/* Past the triggers that forbid it and past the sums of the pages: as somebody would who knows how the
 * file is made, and leaves everything but one amount as it was. */
const TAMPER = `
import sqlite3, struct, sys
path = sys.argv[1]
db = sqlite3.connect(path)
guards = db.execute("select name, sql from sqlite_master where type='trigger' and tbl_name='ledger_line'").fetchall()
for name, sql in guards: db.execute('drop trigger ' + name)
db.execute('update ledger_line set amount = amount + 10000 where id = (select min(id) from ledger_line)')
for name, sql in guards: db.execute(sql)
db.commit()
db.execute('pragma wal_checkpoint(truncate)')
db.close()
data = bytearray(open(path, 'rb').read())
PAGE, ODD, ALL = 4096, 0x9E3779B97F4A7C15, 0xffffffffffffffff
for at in range(0, len(data), PAGE):
    number = at // PAGE + 1
    lane = [number, number ^ ALL, number * ODD & ALL, 1]
    words = struct.unpack('<511Q', data[at:at + PAGE - 8])
    for i, word in enumerate(words):
        mixed = (lane[i % 4] ^ word) * ODD & ALL
        lane[i % 4] = mixed ^ mixed >> 29 if i < 508 else mixed
    total = 0
    for one in lane:
        total = (total ^ one) * ODD & ALL
        total ^= total >> 32
    data[at + PAGE - 8:at + PAGE] = struct.pack('<Q', total)
open(path, 'wb').write(data)
`;

async function proves(story, hand) {
  await hand.visit('/office/proof');
  await hand.runs('开始核验');
}

export default async function audit(story) {
  prepare(story);
  await story.day('2024-01-29T09:00');
  const auditor = await story.as('sj');
  await auditor.says('工作台');
  await auditor.look('desk');
  await proves(story, auditor);
  await auditor.says('核验通过');
  await auditor.look('sound');
  await auditor.visit('/office/acts');
  await auditor.says('月结');
  await auditor.look('acts');
  await story.store.stop();
  execFileSync('python3', ['-c', TAMPER, story.store.path]);
  await story.day('2024-01-30T09:00');
  const again = await story.as('sj');
  await proves(story, again);
  await again.says('核验发现', '保留现场');
  await again.look('found');
}
