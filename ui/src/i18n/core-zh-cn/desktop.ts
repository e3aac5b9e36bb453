/** What stands outside the window. */
export const desktop: Readonly<Record<string, string>> = {
  "No icon can be shown in the tray here, so closing the window still ends Lanyard. On Debian and Ubuntu, install libayatana-appindicator3-1 and start Lanyard again.":
    "这里无法显示托盘图标，因此关闭窗口仍会退出 Lanyard。在 Debian 和 Ubuntu 上，请安装 libayatana-appindicator3-1 后重新启动 Lanyard。",
  "The key that opens Lanyard from anywhere can't be used here: another app may have it, or this desktop does not allow it.":
    "这里无法使用从任何地方打开 Lanyard 的快捷键：可能已被其他应用占用，或这个桌面环境不允许。",
};
