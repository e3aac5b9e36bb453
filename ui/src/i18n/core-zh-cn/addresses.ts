/** Addresses and exchanges, as a part of a sentence. */
export const addresses: Readonly<Record<string, string>> = {
  "it is not a web address; write it whole, as in https://tools.example.com/mcp":
    "这不是网页地址；请写完整，例如 https://tools.example.com/mcp",
  "{scheme}: addresses are not used; only https is, or http on this computer":
    "不使用 {scheme}: 地址；只使用 https，或这台电脑上的 http",
  "http://{host} is not encrypted; use https": "http://{host} 没有加密；请使用 https",
  "the address carries a user name or password before the host; leave it out": "地址的主机名前带有用户名或密码；请去掉",
  "the address names no host": "地址中没有主机名",
  "the address ends in a fragment (#...); leave it out": "地址以片段 (#...) 结尾；请去掉",
  "the certificate file {file} can't be used: {why}": "证书文件 {file} 无法使用：{why}",
  'the proxy "{proxy}" is not an address such as http://proxy.example.com:8080':
    "代理“{proxy}”不是像 http://proxy.example.com:8080 这样的地址",
  "secure connections can't be set up: {why}": "无法建立安全连接：{why}",
  "{host} leads to an address inside this network, which a public server may not name":
    "{host} 指向内部网络的地址，公共服务器不得使用这样的地址",
  "{host} can't be reached": "无法连接 {host}",
  "the certificate of {host} can't be verified": "无法验证 {host} 的证书",
  "{host} did not answer within {seconds} s": "{host} 在 {seconds} 秒内没有答复",
  "the answer of {host} is larger than {limit} bytes": "{host} 的答复超过 {limit} 字节",
  "{host} redirects {to}, which is not followed": "{host} 重定向（{to}），不予跟随",
  "the request to {host} can't be written: {why}": "无法生成发往 {host} 的请求：{why}",
};
