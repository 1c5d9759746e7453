package sharing

import "github.com/yipanqi/yipanqi/finding"

// What can be wrong with a file of a game.
var (
	UnknownForm = finding.NewError("sharing.unknown-form",
		"表头 {found} 不是任何一种博弈；可以是：{expected_zh}",
		"the header {found} is of no kind of game; expected one of: {expected}",
		"按其中一种改写表头", "write one of these headers")
	NoRows = finding.NewError("sharing.no-rows", "没有数据行", "there are no rows",
		"每个联盟、成员或区段写一行", "write a row for each coalition, player or segment")
	EmptyName = finding.NewError("sharing.empty-name", "{found} 里有空的成员名", "a name in {found} is empty",
		"成员名之间只写一个“+”", "write one + between names")
	RepeatedInCoalition = finding.NewError("sharing.repeated-in-coalition", "成员 {found} 在同一格里写了两次",
		"player {found} stands twice in one cell", "只写一次", "name each player once")
	RepeatedCoalition = finding.NewError("sharing.repeated-coalition", "联盟 {found} 重复，前一行在第 {line} 行",
		"coalition {found} is repeated, first on line {line}", "只留一行", "keep one of the rows")
	RepeatedPlayer = finding.NewError("sharing.repeated-player", "{found} 重复，前一行在第 {line} 行",
		"{found} is repeated, first on line {line}", "只留一行", "keep one of the rows")
	MissingCoalitions = finding.NewError("sharing.missing-coalitions",
		"{players} 个成员应有 {expected} 个联盟，缺 {found} 个，例如 {names}",
		"{players} players have {expected} coalitions; {found} are missing, such as {names}",
		"补上每个联盟的数值；没有协同的联盟写各自单独之和",
		"give every coalition a value; where joining changes nothing, the sum of the parts")
	TooManyPlayers = finding.NewError("sharing.too-many-players", "有 {found} 个成员，这种表最多 {expected} 个",
		"{found} players, more than the {expected} that such a table may have",
		"合并成员，或用区段、里程的形式", "join players, or give the game by segments or lengths")
	OutOfRange = finding.NewError("sharing.out-of-range", "{subject} 为 {found}，应在 {expected} 之间",
		"{subject} is {found}, outside {expected}", "改正这个数", "mend the number")
	NoWhole = finding.NewError("sharing.no-whole", "没有名为 * 的行；它给出{expected_zh}", "no row named *, which gives {expected}",
		"加一行 *", "add a row *")
)

// Codes lists them all.
var Codes = []*finding.Code{UnknownForm, NoRows, EmptyName, RepeatedInCoalition, RepeatedCoalition, RepeatedPlayer,
	MissingCoalitions, TooManyPlayers, OutOfRange, NoWhole}
