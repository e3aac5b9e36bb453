/** 简体中文. The type makes a missing or a superfluous string a compile error. */
import type { Catalogue } from "./en";
import { approval, call } from "./zh-cn/calls";
import { attach, chat, elicitation, suggestion } from "./zh-cn/chat";
import { command } from "./zh-cn/commands";
import { message } from "./zh-cn/message";
import { diagnostics, settings } from "./zh-cn/settings";
import { account, demo, nav, notice } from "./zh-cn/shell";
import { waiting, welcome } from "./zh-cn/start";
import { importing, patterns, serverOptions, tools } from "./zh-cn/tools";

export const zhCn: Catalogue = {
  app: "Lanyard",
  colon: "：",
  cancel: "取消",
  close: "关闭",
  copy: "复制",
  copied: "已复制",
  details: "详细信息",
  dismiss: "不再显示",
  tryAgain: "重试",
  save: "保存",
  saved: "已保存",
  remove: "移除",
  loading: "正在加载",
  somethingFailed: "Lanyard 出了点问题。请重试；如果再次出现，请复制详细信息发给 IT 团队。",
  setBy: (who) => `由 ${who} 设置`,
  yourCompany: "公司",
  until: (when) => `有效期至 ${when}`,
  copyDetails: "复制详细信息",
  startFailed: "Lanyard 无法读取自己的数据。",
  detail: { server: "服务器", step: "步骤", rule: "规则", said: "对方返回", trace: "经过", code: "类别" },
  time: {
    now: "刚刚",
    minutes: (n) => `${n} 分钟前`,
    today: "今天",
    yesterday: "昨天",
    week: "最近 7 天",
    ms: (n) => `${n} 毫秒`,
    seconds: (text) => `${text} 秒`,
    minutesSeconds: (m, s) => `${m} 分 ${s} 秒`,
    left: (clock) => `还剩 ${clock}`,
  },

  welcome,
  waiting,
  command,
  nav,
  account,
  demo,
  notice,
  chat,
  message,
  suggestion,
  attach,
  elicitation,
  call,
  approval,
  tools,
  patterns,
  importing,
  serverOptions,
  settings,
  diagnostics,
};
