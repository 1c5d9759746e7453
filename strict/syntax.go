package strict

import "encoding/csv"

// inChinese tells in Chinese what the YAML and CSV readers say in English of the mistakes people
// make. What it does not know is shown as it is.
func inChinese(message string) string {
	if zh, ok := chinese[message]; ok {
		return zh
	}
	return message
}

var chinese = map[string]string{
	"mapping value is not allowed in this context":                       "这里不能有“键: 值”；上一行或缩进有误",
	"value is not allowed in this context":                               "这里不能有值；缩进有误",
	"value is not allowed in this context. map key-value is pre-defined": "已有“键: 值”，这里不能再有值",
	"non-map value is specified":                                         "这里应为“键: 值”；冒号后要有空格",
	"unexpected key name":                                                "这里不能作键；冒号后要有空格，或缩进有误",
	"unexpected scalar value":                                            "这里不能有单个值",
	"could not find value for mapping key":                               "键后没有值",
	"expected map key-value delimiter ':'":                               "缺少冒号",
	"block sequence entries are not allowed in this context":             "这里不能有列表项“- ”；缩进有误",
	"map key definition includes an implicit line break":                 "键不能跨行",
	"sequence end token ']' not found":                                   "缺少 ]",
	"',' or ']' must be specified":                                       "缺少逗号或 ]",
	"',' or '}' must be specified":                                       "缺少逗号或 }",
	"could not find flow mapping end token '}'":                          "缺少 }",
	"could not find flow map content":                                    "花括号里没有内容",
	"could not find '{' character corresponding to '}'":                  "} 之前没有 {",
	"could not find '[' character corresponding to ']'":                  "] 之前没有 [",
	"expected sequence element, but found ','":                           "逗号前缺少一项",
	"could not find end character of double-quoted text":                 "双引号没有配对",
	"could not find end character of single-quoted text":                 "单引号没有配对",
	"found a tab character where an indentation space is expected":       "缩进只能用空格，不能用制表符",
	"tab character cannot be used for indentation in single-quoted text": "缩进只能用空格，不能用制表符",
	"tab character cannot be used for indentation in double-quoted text": "缩进只能用空格，不能用制表符",
	"found character '\t' that cannot start any token":                   "缩进只能用空格，不能用制表符",
	"tab character cannot use as a map key directly":                     "缩进只能用空格，不能用制表符",
	"invalid number of indent is specified in the multi-line header":     "多行文字的缩进不够",
	"anchor (&)":                  "锚点（&）",
	"alias (*)":                   "别名（*）",
	"tag (!)":                     "标签（!）",
	"merge key (<<)":              "合并键（<<）",
	"complex key (?)":             "复合键（?）",
	"several documents in a file": "一个文件里有几个文档",
	csv.ErrBareQuote.Error():      "没有加引号的值里有引号",
	csv.ErrQuote.Error():          "引号多余或没有配对",
}
