/** Signing in. */
export const signingIn: Readonly<Record<string, string>> = {
  "{server} does not say how to sign in. Check its address.": "{server} 没有说明如何登录。请检查地址。",
  "{server} can't be reached right now. Check your connection and try again.":
    "目前无法连接 {server}。请检查网络连接后重试。",
  "The certificate of {server} can't be verified, so Lanyard does not sign in. Ask your IT team.":
    "无法验证 {server} 的证书，因此 Lanyard 不会登录。请联系 IT 团队。",
  "{server} can't show that its sign-in is safe, so Lanyard does not use it. Ask your IT team.":
    "{server} 无法证明其登录是安全的，因此 Lanyard 不会使用。请联系 IT 团队。",
  "The sign-in of {server} is not set up rightly. Ask whoever runs it; Details says what is wrong.":
    "{server} 的登录设置有误。请联系其管理者；问题见“详细信息”。",
  "{server} needs a client id that nobody has set. Ask your IT team to add one to the company's configuration.":
    "{server} 需要客户端 ID，但尚未设置。请让 IT 团队在公司配置中添加。",
  "{server} refused the sign-in. Try again; Details says what it answered.":
    "{server} 拒绝了登录。请重试；其答复见“详细信息”。",
  "You declined access. Nothing was changed.": "你拒绝了访问。没有任何改动。",
  "The sign-in took too long. Start it again.": "登录用时过长。请重新开始。",
  "This sign-in can't be finished any more. Start it again.": "这次登录已无法完成。请重新开始。",
  "That sign-in is over. Start it again.": "这次登录已结束。请重新开始。",
  "The sign-in is just being finished.": "登录正在完成。",
  "That is not the address the browser ended on. Copy the whole address and paste it again.":
    "这不是浏览器最后停留的地址。请复制完整地址后重新粘贴。",
  "Another program uses the port that the browser's answer comes to. Close it, or use another way.":
    "接收浏览器答复的端口被其他程序占用。请关闭该程序，或换一种方式。",
  "The keychain can't keep the sign-in. Unlock it and try again.": "钥匙串无法保存登录。请解锁后重试。",
  "Lanyard can't write to its data folder. Free some space and try again.":
    "Lanyard 无法写入数据文件夹。请释放一些空间后重试。",
  "Lanyard could not remove the sign-in to {server}. Unlock the keychain and try again.":
    "Lanyard 无法移除 {server} 的登录。请解锁钥匙串后重试。",
  "this server publishes no metadata; that it checks the sign-in's proof (PKCE) can't be verified":
    "这台服务器没有公布元数据，无法确认它是否校验登录凭证 (PKCE)",
  "the sign-in service does not say that it checks the sign-in's proof (PKCE); the settings let that pass":
    "登录服务没有声明会校验登录凭证 (PKCE)；当前设置允许继续",
  "the answer can't come back by itself; copy the address of the last page and paste it":
    "答复无法自动返回；请复制最后一页的地址并粘贴",
};
