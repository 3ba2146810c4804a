# 材料和库一起备份、一起恢复、一起核对：改了一个字节、少了一个文件，都指得出是哪一份。

$ doudi init --home 360203 --demo --clock 2024-02-28T09:00 --month 2024-03 --divisions $DOUDI_HOME/tests/stories/divisions
  已建立 store.db：辖区 360203 珠山区，全国区划 87 条。
$ doudi account gly 管理员 系统; doudi account cg 村干部 村居 --home 360203001002 --by gly; doudi account wc 外村干部 村居 --home 360203002 --by gly
  已增加账号 gly（管理员，系统）。
  已增加账号 cg（村干部，村居）。
  已增加账号 wc（外村干部，村居）。
$ doudi case open 最低生活保障 张三 360203198005010012 --home 360203001002 --by cg --clock 2024-03-04T09:00
  360203-2024-低保-000001  最低生活保障  张*  待受理
    在 受理（镇街），2024-03-04 前（黄）
$ printf '%%PDF-1.4 wages of march' > a.pdf; printf '%%PDF-1.4 hukou page' > b.pdf; doudi case paper case:1 收入证明 a.pdf --by cg --clock 2024-03-04T09:10; doudi case paper case:1 户口本 b.pdf --by cg --clock 2024-03-04T09:11; doudi case paper case:1 收入证明 a.pdf --by cg --clock 2024-03-04T09:12
  已收下第 1 份材料。
  已收下第 2 份材料。
  已收下第 1 份材料。
# 别处的人不能往里放。
$ doudi case paper case:1 收入证明 a.pdf --by wc --clock 2024-03-04T09:15
  账号“wc”的“村居、经办、复核、审批、协同部门”职责不在这个辖区，请交所在辖区办理。
    (ERR_DENIED)
  [exit 4]
$ doudi audit verify
  审计链完好：10 个行为，首尾相接。
  账本 0 行、0 个封条、表结构和防改触发器均完好。
$ doudi backup copy.db | tail -2 | head -1; find copy.db.files -type f | wc -l
  材料 2 份在 copy.db.files 里，要和备份一起保管。
  2
$ doudi restore copy.db --to back.db | grep 材料; doudi verify back.db | head -1; diff -r store.db.files back.db.files && echo 相同
  材料 2 份，逐份核对过。
  back.db 完好：数据页、引用、防改触发器、审计链、总账和封条都核对过。
  相同
# 翻动恢复件里的一个字节。
$ f=$(grep -rl wages back.db.files); printf X | dd of=$f bs=1 seek=12 conv=notrunc status=none; doudi verify back.db
  back.db 有 1 处问题。请停止写入和发放，保留现场，用最近的备份恢复（doudi restore）。
    材料“收入证明”（case:1）的文件 back.db.files/52/64dacf551e2d1615d340c88774d2e31783a09c0fd209ec512de97d7e989362 和收下的时候不一样，请用备份恢复它。
  [exit 11]
# 备份里少了一份：不恢复。
$ f=$(grep -rl hukou copy.db.files); rm $f; doudi restore copy.db --to third.db; ls third.db
  “copy.db”有损坏，没有恢复：材料“户口本”（case:1）的文件 copy.db.files/92/536cfaee11ab24bb0a1aaed0d42e446ccdba93f4c520adcbce3b485ecaf463 读不出来：没有这个文件或文件夹，请核对路径。请换一份备份。
    (ERR_CORRUPT)
  ls: cannot access 'third.db': No such file or directory
  [exit 2]
# 库里的少了：核对和备份都说出来。
$ rm $(grep -rl wages store.db.files); doudi audit verify; doudi backup again.db; ls again.db
  ：材料“收入证明”（case:1）的文件 store.db.files/52/64dacf551e2d1615d340c88774d2e31783a09c0fd209ec512de97d7e989362 读不出来：没有这个文件或文件夹，请核对路径
  查出 1 处不符，请立即报告并停止写入。
  文件“store.db.files/52/64dacf551e2d1615d340c88774d2e31783a09c0fd209ec512de97d7e989362”不能读写：没有这个文件或文件夹，请核对路径。
    (ERR_FILE)
  ls: cannot access 'again.db': No such file or directory
  [exit 2]
