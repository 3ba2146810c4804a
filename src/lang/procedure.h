/* lang: how an affair is handled (办理): steps, who, clocks, and what leads from one to another.
 * Included by lang.h. A step is what its name says (受理, 核对, 公示, 确认, 告知 …); any other name
 * is a step of work. Clocks: from the day a case comes to the step, or 自 STEP: from the day that
 * one was done. */
#ifndef LANG_PROCEDURE_H
#define LANG_PROCEDURE_H

typedef enum { STEP_AT_ONCE, STEP_WORKDAYS, STEP_DAYS, STEP_NO_CLOCK } StepClock;
typedef enum {
    STEP_WORK,    /* 推送, 评估, 审核 … */
    STEP_ACCEPT,  /* 受理, 提出, 启动 */
    STEP_CHECK,   /* 核对 */
    STEP_VISIT,   /* 入户, 调查, 查验, 核实 */
    STEP_NOTICE,  /* 公示 */
    STEP_DECIDE,  /* 确认, 审定 */
    STEP_TELL,    /* 告知 */
    STEP_WHOLE,   /* 办结: no step, the clock of the whole case */
    STEP_HEAR,    /* 听取意见 */
    STEP_RELIEVE, /* 先行救助 */
    STEP_KIND_COUNT
} StepKind;
typedef enum {
    STEP_ALWAYS,
    STEP_ON_REFUSAL,  /* 当 不予确认 */
    STEP_ON_CHANGE,   /* 变更之时 */
    STEP_BEFORE_CUT,  /* 减发停发之前 */
    STEP_ON_REFERRAL, /* another step names it: 超过额度 ⇒ */
    STEP_FIRST        /* 先行: money first, papers after */
} StepWhen;
typedef enum { BODY_VILLAGE, BODY_TOWN, BODY_COUNTY, BODY_CITY, BODY_PARTNER } StepBody;
enum { STEPS_MOST = 60 };

typedef struct {
    Str name, who;
    StepKind kind;
    StepWhen when;
    StepBody body;
    StepClock clock;
    int limit, special_limit;  /* days; special: 特殊, 0 when not said */
    int since;                 /* 自: index of that step, or -1 */
    bool papers_stop;          /* 补正 停钟: waiting for papers stops this clock */
    uint64_t stopped_by;       /* a bit for each step whose days do not count in this clock */
    int signatures;            /* 两人 签字: 2; else 1 */
    int on_objection;          /* 异议 ⇒: index, or -1 */
    int over_limit;            /* 超过额度 ⇒: index, or -1 */
    const struct Field *marks; /* 记: a truth that becomes 是 when the step is done */
    int later;                 /* 补办: working days to complete the papers after 先行 */
    const struct Field *only;  /* 当 字段 = 词: only for such cases */
    int64_t only_code;
    Str note; /* what stands behind the clock, as written */
    LawLine line;
} Step;

/* 隐私: what an affair keeps from the public; nothing of it is ever published. */
enum { PRIVATE_CHILDREN = 1, PRIVATE_HEALTH = 2, PRIVATE_DISABILITY = 4, PRIVATE_PERSON = 8 };

#endif
