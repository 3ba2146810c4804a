// What several stories do with a month: closing it, and the batch that three hands release.

/* Tries the close, reads what it would post, and closes. */
export async function close_month(clerk, month, total) {
  await clerk.visit(`/month/${month}`);
  await clerk.go('试结与结账');
  await clerk.runs('试结');
  await clerk.says('试结，没有记账', total);
  await clerk.look(`trial-${month}`);
  await clerk.open('结账');
  await clerk.runs('结账');
  await clerk.says('已结账');
}

/* Draft, check, approve, send and settle, each by who may. */
export async function release(story, clerk, total) {
  await clerk.go('发放批次');
  await clerk.runs('起草批次');
  await clerk.says('等复核', total);
  await clerk.look('batch');
  const moves = [['fh', '复核通过', '已复核'], ['kz', '审批通过', '已审批'], ['cn', '报送银行', '等银行回盘'],
                 ['cn', '全部到账', '已经办完']];
  for (const [account, move, words] of moves) {
    const hand = await story.as(account);
    await hand.press('g');
    await hand.leads(() => hand.press('d'));
    await hand.go('第 1 批');
    await hand.open(move);
    await hand.runs(move);
    await hand.says(words);
  }
  await (await story.as('cn')).look('settled');
}
