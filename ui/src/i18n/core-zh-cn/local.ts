/** The demo and the local server. */
export const local: Readonly<Record<string, string>> = {
  "This build of Lanyard has no local server. Ask your IT team for one that has.":
    "这个版本的 Lanyard 不含本地服务器。请向 IT 团队索取包含它的版本。",
  "This build of Lanyard has no demo. Ask your IT team for one that has.":
    "这个版本的 Lanyard 不含演示。请向 IT 团队索取包含它的版本。",
  "The keychain is locked, so the demo can't be removed. Unlock it and leave the demo again.":
    "钥匙串已锁定，因此无法移除演示。请解锁后再次离开演示。",
  "The demo can't write to its folder: {why}. Free some space and try again.":
    "演示无法写入其文件夹：{why}。请释放一些空间后重试。",
  "The demo's sign-in needs no settings. No account there is real.": "演示的登录不需要设置。其中没有真实账号。",
  "The demo's own address is no address.": "演示自身的地址不是有效地址。",
  "The keychain can't keep the client secret. Unlock it and try again.": "钥匙串无法保存客户端密钥。请解锁后重试。",
  "The keychain can't be read. Unlock it and try again.": "无法读取钥匙串。请解锁后重试。",
  "The keychain is locked or can't be used. Unlock it and try again.": "钥匙串已锁定或无法使用。请解锁后重试。",
  "The key of the local server's data is gone from the keychain, so that data can't be opened.":
    "钥匙串中已没有本地服务器数据的密钥，因此无法打开这些数据。",
  "The settings can't be kept: {why}. Free some space and try again.": "无法保存设置：{why}。请释放一些空间后重试。",
  "Port {port} is in use by another program. Choose another one, or close that program.":
    "端口 {port} 被其他程序占用。请换一个端口，或关闭该程序。",
  "{folder} can't be written: {why}.": "无法写入 {folder}：{why}。",
  "The local server did not start. Details says why.": "本地服务器未能启动。原因见“详细信息”。",
  "{what}.": "{what}。",
  "tools are at {url}": "工具的地址是 {url}",
  "register this redirect address at the provider: {url}": "请在提供方登记这个重定向地址：{url}",
  "no client id: make an OAuth client in the provider's console and set its id here":
    "没有客户端 ID：请在提供方的控制台创建 OAuth 客户端，并在此填写其 ID",
  "Google's client ids end in .apps.googleusercontent.com; this one does not":
    "Google 的客户端 ID 以 .apps.googleusercontent.com 结尾，而这个不是",
  "no client secret: most providers refuse to answer without one": "没有客户端密钥：多数提供方会因此拒绝答复",
  "{issuer} answers": "{issuer} 有答复",
  "the provider publishes no keys": "提供方没有公布任何公钥",
  "the certificate holds until {until}": "证书有效期至 {until}",
  "everybody with a Google account may come in; list access.domains or access.emails":
    "任何有 Google 账号的人都可以进入；请列出 access.domains 或 access.emails",
  "everybody whom the provider knows may come in; list access.domains, access.emails or access.groups":
    "提供方认识的所有人都可以进入；请列出 access.domains、access.emails 或 access.groups",
  "no database: every sign-in ends when the server does": "没有数据库：服务器停止时所有登录都会结束",
  "the master key's file lies beside the database: whoever copies the folder has both; move it":
    "主密钥文件与数据库放在一起：复制文件夹的人会同时得到两者；请移走",
  '{key} is "{value}": {mend}': "{key} 的值是“{value}”：{mend}",
  "the sign-in service can't be reached: {why}": "无法连接登录服务：{why}",
  "the sign-in service describes itself wrongly: {what}": "登录服务对自身的描述有误：{what}",
  "the sign-in service can't be used: {why}": "登录服务无法使用：{why}",
  'the issuer "{issuer}" is not a URL': "签发方“{issuer}”不是网址",
  "{address} answers {status}": "{address} 返回 {status}",
  "{address} answers {status}; check the issuer": "{address} 返回 {status}；请检查签发方",
  "its answer can't be read ({why})": "无法读取其答复（{why}）",
  'it calls itself "{issuer}"; write exactly this as the issuer if it is the right one':
    "它自称“{issuer}”；如果正确，请将签发方一字不差地写成这样",
  "it does not support PKCE with S256": "它不支持使用 S256 的 PKCE",
  "it names no {name}": "它没有提供 {name}",
  "its {name}: {why}": "它的 {name}：{why}",
  "its keys can't be read ({why})": "无法读取其公钥（{why}）",
};
