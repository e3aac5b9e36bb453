/** 简体中文: what can be done with a message. */
import type { Catalogue } from "../en";

export const message: Catalogue["message"] = {
  edit: "编辑消息",
  editLabel: "修改后的消息",
  editHint: "保存后会从这里开始一个分支。原来的消息和回答都会保留。",
  editSave: "保存并发送",
  again: "重新回答",
  goOn: "继续",
  branch: (at, of) => `第 ${at} 个版本，共 ${of} 个`,
  branchPlace: (at, of) => `${at} / ${of}`,
  branchPrevious: "上一个版本",
  branchNext: "下一个版本",
  tokensIn: (n) => `输入 ${n}`,
  tokensOut: (n) => `输出 ${n}`,
  tokensTitle: "词元（token）数，由模型提供方统计",
  tokensCached: (n) => `其中读取缓存 ${n}`,
  tokensThought: (n) => `其中用于思考 ${n}`,
};
