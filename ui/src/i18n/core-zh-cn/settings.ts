/** Settings, disk and keychain. */
export const settings: Readonly<Record<string, string>> = {
  "This is set by {company} and can't be changed here.": "这项由 {company} 设置，无法在此更改。",
  "That value can't be used for {setting}: choose {needed}.": "{setting} 不能使用这个值：请选择 {needed}。",
  "a text of at most {max} bytes": "不超过 {max} 字节的文本",
  "{first} or {last}": "{first} 或 {last}",
  "This account has no home folder, so there is no place to keep anything.":
    "这个账号没有主文件夹，因此无处保存任何内容。",
  "There is no keychain here, so sign-ins last until Lanyard closes. To stay signed in, keep them in an encrypted file (see Settings) or install a keychain.":
    "这里没有钥匙串，因此登录在关闭 Lanyard 后失效。要保持登录，请在“设置”中改用加密文件，或安装钥匙串。",
  "Your sign-ins are in an encrypted file. Enter its passphrase in Settings to use them.":
    "你的登录保存在加密文件中。请在“设置”中输入密码短语以使用它们。",
  "A passphrase has at least {count} characters. Several words are easiest to remember.":
    "密码短语至少有 {count} 个字符。用几个单词最容易记住。",
  "That passphrase does not open the file. Try again; nothing is lost.":
    "这个密码短语打不开文件。请重试；没有丢失任何内容。",
  "Secrets are kept in your system's keychain, so no file is needed.": "机密保存在系统的钥匙串中，因此不需要文件。",
  "The encrypted file can't be used. Details says why.": "无法使用加密文件。原因见“详细信息”。",
  "The encrypted file was set aside as {path}. Sign in again; API keys have to be entered again too.":
    "加密文件已移到 {path}。请重新登录；API 密钥也需要重新输入。",
  "Enter a value for the header {name}.": "请为标头 {name} 填写值。",
  "The client id has characters that a client id can't have.": "客户端 ID 中有不允许的字符。",
  '"{name}" is not a header\'s name.': "“{name}”不是标头名称。",
  "The header {name} is there twice.": "标头 {name} 出现了两次。",
  '"{scope}" is not a scope.': "“{scope}”不是权限范围。",
  "The address of the authorization server can't be used: {why}.": "授权服务器的地址无法使用：{why}。",
  "The client metadata document needs https and a path, as in https://example.com/lanyard.json.":
    "客户端元数据文档需要 https 和路径，例如 https://example.com/lanyard.json。",
  "A port is a number from 1 to 65535.": "端口是 1 到 65535 之间的数字。",
  "The parameter {name} is one that only Lanyard sets.": "参数 {name} 只能由 Lanyard 设置。",
  '"{name}" is not a parameter\'s name.': "“{name}”不是参数名称。",
  "Enter the client id that the secret or key belongs to.": "请填写该密钥或私钥所属的客户端 ID。",
  "Enter the header that carries the key.": "请填写携带密钥的标头。",
  "To go in as a program, enter a client id and its secret or key.": "要作为程序登录，请填写客户端 ID 及其密钥或私钥。",
  "{server} is set by your company and can't be changed here.": "{server} 由你的公司设置，不能在这里更改。",
  "Lanyard could not reach the secrets for {server}. Unlock the keychain and try again.":
    "Lanyard 无法访问 {server} 的机密。请解锁钥匙串后重试。",
  "The keychain is locked. Unlock it, then try again; nothing is lost.":
    "钥匙串已锁定。请解锁后重试；没有丢失任何内容。",
  "The disk is full. Free some space and try again; nothing shown was lost.":
    "磁盘已满。请释放一些空间后重试；已显示的内容没有丢失。",
  "Lanyard can't write to {place}. Check who may write there, then try again.":
    "Lanyard 无法写入 {place}。请检查写入权限后重试。",
  "Lanyard's database is damaged. Restart Lanyard: it keeps the damaged file and begins a new one.":
    "Lanyard 的数据库已损坏。请重新启动 Lanyard：它会保留损坏的文件并新建一个。",
  "Lanyard's database failed. Try again; if it stays, restart Lanyard.":
    "Lanyard 的数据库出错。请重试；如果仍然如此，请重新启动 Lanyard。",
  "Lanyard's database was damaged. It was kept at {file} and a new one was begun.":
    "Lanyard 的数据库已损坏。原文件保留在 {file}，并已新建一个。",
  "Lanyard's sign-in database was damaged. It was kept at {file}; sign in again.":
    "Lanyard 的登录数据库已损坏。原文件保留在 {file}；请重新登录。",
  "Lanyard can't open its sign-in database. Check who may write to its data folder.":
    "Lanyard 无法打开登录数据库。请检查数据文件夹的写入权限。",
  "Lanyard can't set up its network connections. Details says why.": "Lanyard 无法建立网络连接。原因见“详细信息”。",
  "The company's network settings can't be used, so its servers may not be reachable. Ask your IT team.":
    "公司的网络设置无法使用，因此可能无法连接其服务器。请联系 IT 团队。",
  "Lanyard is closing.": "Lanyard 正在关闭。",
  "This address can't be opened from a message. Copy it and open it yourself.":
    "不能从消息中打开这个地址。请复制后自行打开。",
  "No browser could be opened. Copy the link and open it yourself.": "无法打开浏览器。请复制链接后自行打开。",
  "This computer won't bring you back to Lanyard by itself after signing in. Signing in still works, by another way.":
    "登录后这台电脑不会自动带你回到 Lanyard。仍可通过其他方式登录。",
};
