// Package settlement keeps what parties to agreements owe each other, to the fen: exact money, division
// by largest remainder, multilateral netting, and a double-entry journal that is only ever added to.
//
// It knows nothing of rules. Whoever computes a settlement brings lines and the verdicts behind them;
// the package sees to it that nothing is lost between the lines and a statement that both sides can
// replay:
//
//   - Every entry sums to zero in every account it touches. Money that comes from outside an agreement
//     (a grant of the centre) is a line of its own, marked Outside.
//   - Nothing is changed or taken back. A settlement that comes out differently after an audit is posted
//     as a difference: what it would be now, less what was posted.
//   - A closed period stays as it is; differences go to an open one.
//   - Balances are sums, so that the order of posting does not matter and a replay from nothing gives
//     them again. They can be had as of a day (periods over by then) and a moment (records known by then).
//   - A party may dispute an entry, the others may answer, and a resolution ends it. All of it is on
//     record, and none of it moves money.
//
// The sign of a line is the party's side: above zero it is owed money, below zero it owes.
// docs/methods/settlement.md has the definitions, limits and known answers.
package settlement
