// Package locale holds text in the languages the product speaks: Chinese first, English second.
package locale

// Lang is a language of the interface.
type Lang string

// The languages, the default first.
const (
	ZH Lang = "zh"
	EN Lang = "en"
)

// Text is one piece of prose in every language.
type Text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// In returns the text in l, or in the other language where l has none.
func (t Text) In(l Lang) string {
	if l == EN && t.EN != "" || t.ZH == "" {
		return t.EN
	}
	return t.ZH
}

// Parse returns the language a user names ("zh", "zh-CN", "en"…); Chinese unless it is English.
func Parse(s string) Lang {
	if len(s) >= 2 && (s[:2] == "en" || s[:2] == "EN") {
		return EN
	}
	return ZH
}
