// Package sheet has what every reader of tables needs: text in UTF-8 or GB 18030, full-width forms,
// positions in characters, text that is safe in a spreadsheet, and workbooks opened with care.
package sheet
