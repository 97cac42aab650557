// What the page says, in English and, where the browser prefers it, in Chinese.
const CHINESE = {
  "review": "审核", "doubt below": "存疑阈值", "all boxes": "全部标框", "all": "全部", "partial": "不完整",
  "failed": "失败", "doubtful": "存疑", "checked": "已核对", "ok": "正常", "complete": "完整", "suspect": "可疑",
  "truncated": "截断", "search": "查找文件", "{n} documents": "{n} 份文件", "schema {name}": "模式 {name}",
  "{n} doubts left": "剩余 {n} 处存疑", "no doubts left": "没有存疑", "Download labels": "下载标注",
  "{n} doubtful": "{n} 处存疑", "{n} issues": "{n} 个问题", "page {n}": "第 {n} 页", "{n} pages": "{n} 页",
  "accept all": "全部接受", "accepted": "已接受", "accept rows": "接受各行", "rows accepted": "各行已接受",
  "add row": "添加一行", "remove row": "删除此行", "{n} rows": "{n} 行", "expected {n}": "应有 {n} 行",
  "{n} more rows": "再显示 {n} 行", "Values": "字段", "not on the page": "页面上未找到", "printed as": "原文",
  "from the XML": "来自 XML", "original": "原值", "corrected": "已更正", "next, previous doubt": "下一处、上一处存疑",
  "edit": "修改", "accept": "接受", "undo": "撤销", "documents": "换文件", "no value": "无",
  "Nothing matches.": "没有符合条件的文件。", "No doubts left in any document.": "所有文件都没有存疑。",
  "without evidence: page {n}": "第 {n} 页没有标框，未显示", "This page has no picture.": "此页没有图像。",
  "A number is written like 1234.56": "数字请写成 1234.56", "An integer is written like 12": "整数请写成 12",
  "A date is written like 2026-12-31": "日期请写成 2026-12-31", "A list is written as JSON": "列表请写成 JSON",
  "Labels of {n} documents saved.": "已保存 {n} 份文件的标注。",
  "{n} lists checked only in part stay out: accept their rows.": "{n} 个列表只核对了一部分，未写入：请先接受各行。",
  "Corrections cannot be kept in this browser: download them before you leave.": "此浏览器无法保存更正：离开前请先下载。",
  "exact": "完全一致", "normalized": "归一后一致", "fuzzy": "近似", "none": "无依据", "yes": "是", "no": "否",
  "Clear the field when the document does not state it.": "文件上没有时请留空。",
  "turn the pages": "旋转页面",
};
const chinese = /^zh/i.test(navigator.language || "");
document.documentElement.lang = chinese ? "zh-CN" : "en";

function say(text, values = {}) {
  const pattern = (chinese && CHINESE[text]) || text;
  const said = pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  return values.n === 1 ? said.replace(/\b1 (\w+)s\b/, "1 $1") : said;
}

// An element with properties and children; text is only ever set as text.
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  const { dataset, ...others } = properties;
  Object.assign(element, others);
  Object.assign(element.dataset, dataset);
  element.append(...children.filter((child) => child !== null));
  return element;
}

const byId = (id) => document.getElementById(id);
