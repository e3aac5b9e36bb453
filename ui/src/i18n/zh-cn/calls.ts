/** 简体中文: tool calls and their questions. */
import type { Catalogue } from "../en";

export const call: Catalogue["call"] = {
  state: {
    asking: "等待你的答复",
    running: "运行中",
    done: "完成",
    failed: "失败",
    sign_in_required: "需要登录",
    declined: "你未允许",
    blocked: "已阻止",
    stopped: "已停止",
  },
  arguments: "参数",
  noArguments: "没有参数",
  result: "结果",
  noResult: "没有结果",
  showJson: "显示 JSON",
  showReadable: "显示易读格式",
  showAll: (n) => `显示全部 ${n} 行`,
  showRows: (n) => `显示全部 ${n} 行`,
  showRest: "显示全部",
  showLess: "收起",
  as: (who) => `账号 ${who}`,
  unknownServer: "未知工具",
  progress: (percent) => `${percent}%`,
  yes: "是",
  no: "否",
  nothing: "无",
  tooLong: "其余内容太长，无法在此显示。复制后可查看全部。",
  items: (n) => `${n} 项`,
};

export const approval: Catalogue["approval"] = {
  once: "允许一次",
  conversation: "在此对话中允许",
  always: "始终允许",
  deny: "不允许",
  destructive: "这个工具声明它可能删除或覆盖内容。",
  openWorld: "这个工具声明它会访问这台服务器以外的内容。",
  unnamed: "登录时未提供姓名",
  about: "服务器对这个工具的说明",
};
