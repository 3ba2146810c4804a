// What several stories do with a case.

/* The first of what waits at the desk, by its keys: down to the row, Enter. */
export async function open_from_desk(hand) {
  await hand.press('g');
  await hand.leads(() => hand.press('d'));
  await hand.press('j');
  await hand.leads(() => hand.press('Enter'));
}

/* The form of 最低生活保障: incomes and accounts by the family name of who has them. */
export async function answer(hand, incomes, accounts = {}) {
  for (const [who, income] of Object.entries(incomes))
    await hand.fill(`${who}*: 月收入`, income);
  for (const [who, account] of Object.entries(accounts))
    await hand.fill(`${who}*: 一卡通账号`, account);
  await hand.choose('城乡', '城市');
  await hand.choose('申报方式', '整户');
  await hand.fill('家庭财产', '5000');
  await hand.radio('有超标车辆', '否');
  await hand.radio('有超标住房', '否');
}

/* A decision handed over; the case stands open before and after. */
export async function deliver(hand, receiver, way = '当面') {
  await hand.go('登记送达');
  await hand.choose('方式', way);
  await hand.fill('收件人', receiver);
  await hand.button('登记');
  await hand.says('送达已登记');
}
