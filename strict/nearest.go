package strict

// Nearest returns the name most like word: the one with the smallest edit distance (Levenshtein,
// with transposed neighbours as one edit), the first of equals. It is empty where none is near
// enough to be meant, that is within a third of the longer name's characters.
func Nearest(word string, among []string) string {
	best, least := "", 1<<30
	for _, name := range among {
		a, b := []rune(word), []rune(name)
		limit := max(len(a), len(b)) / 3
		if limit == 0 || len(a)-len(b) > limit || len(b)-len(a) > limit {
			continue
		}
		if d := distance(a, b); d <= limit && d < least {
			best, least = name, d
		}
	}
	return best
}

// distance is the optimal string alignment distance, by dynamic programming over three rows.
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row = last, row, before
		row[0] = i
		for j := 1; j <= len(b); j++ {
			swap := 1
			if a[i-1] == b[j-1] {
				swap = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+swap)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(b)]
}
