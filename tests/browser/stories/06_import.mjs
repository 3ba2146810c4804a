// A file of 600 people in which 200 rows are wrong: all faults are told, the good rows go in, the bad
// ones are mended and sent again, and nobody is there twice.
const ROWS = 600;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

function citizen(n) {
  const body = `3602031950${String(1 + (n % 12)).padStart(2, '0')}${String(1 + (n % 28)).padStart(2, '0')}` +
    String(100 + n).padStart(3, '0');
  const sum = [...body].reduce((all, digit, i) => all + Number(digit) * WEIGHTS[i], 0);
  return body + '10X98765432'[sum % 11];
}

/* Every third row is wrong in one of three ways. */
function row(n, wrong) {
  const id = citizen(n);
  const birth = `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`;
  const bad = wrong && n % 3 === 0 ? n % 9 : -1;
  const last = id[17] === '1' ? '2' : '1';
  return [`甲${'一二三四五六七八九十'[n % 10]}${'东南西北中'[n % 5]}`, Number(id[16]) % 2 ? '男' : '女',
          bad === 0 ? `${birth.slice(0, 5)}02-30` : birth, bad === 3 ? id.slice(0, 17) + last : id,
          '360203001002', bad === 6 ? '乡村' : '农村'].join(',');
}

const HEAD = '姓名,性别,出生日期,公民身份号码,户籍地,城乡\n';
const file = (wrong, which = () => true) => HEAD +
  Array.from({ length: ROWS }, (_, n) => n).filter(which).map((n) => row(n, wrong) + '\n').join('');

async function sends(clerk, path) {
  await clerk.visit('/import');
  await clerk.choose('导入到', '人员（整份）');
  await clerk.upload('文件', path);
  await clerk.runs('试一遍');
}

export default async function importing(story) {
  const { store } = story;
  store.found();
  store.staff();
  await story.day('2024-03-01T09:00');
  const clerk = await story.as('xj');
  await sends(clerk, store.file('people.csv', file(true)));
  await clerk.says('涉及 200 行', '还什么都没有写', '末位校验', '乡村');
  await clerk.look('faults', { whole: true });
  await clerk.take('下载标错的文件');
  await clerk.take('只下载出错的行');
  const failures = clerk.taken.toString('utf8').trim().split('\n');
  story.say(failures.length === 201, 'the file of failures has the 200 rows', `${failures.length} lines`);
  await clerk.runs('先导入没有错的 400 行');
  await clerk.says('新增 400 行');
  await clerk.look('good');
  await sends(clerk, store.file('mended.csv', file(false, (n) => n % 3 === 0)));
  await clerk.says('没有错误，可以导入');
  await clerk.runs('导入 200 行');
  await clerk.says('新增 200 行');
  await clerk.look('mended');
  await sends(clerk, store.file('whole.csv', file(false)));
  await clerk.says('一样不差，没有可导入的');
  await clerk.find('甲一');
  await clerk.says('甲*');
  await clerk.look('known');
}
