package mediation

// Cell is a count as somebody may see it who may not see the children: the number, or
// that it is small ("<5"), or that it is withheld ("*") so that nobody can work out a
// small one by taking the others from the sum.
type Cell struct {
	N    int    `json:"n" doc:"0 where it is not told"`
	Mask string `json:"mask" enum:",small,hidden"`
}

func told(n int) Cell { return Cell{N: n} }

var (
	smallCell  = Cell{Mask: "small"}
	hiddenCell = Cell{Mask: "hidden"}
)

// suppress makes a column of counts and its sum fit to be shown. A count from 1 to
// least-1 is small. As long as somebody who knows this rule could narrow down a small
// one by means of the sum, the smallest count still told is withheld too, and in the end
// the sum itself. Zero is told: it is nobody. (domain.md §3.9 rule 5)
func suppress(counts []int, least int) (cells []Cell, total Cell) {
	sum, small := 0, 0
	cells = make([]Cell, len(counts))
	for i, n := range counts {
		sum += n
		cells[i] = told(n)
		if n > 0 && n < least {
			cells[i] = smallCell
			small++
		}
	}
	total = told(sum)
	if small == 0 {
		return cells, total
	}
	// Withheld counts are at least least, and none is larger than those still told.
	rest, withheld := 0, 0
	for i, n := range counts {
		if cells[i] == smallCell {
			rest += n
		}
	}
	for !vague(rest, small, withheld, least, smallestTold(counts, cells)) {
		i := smallestAt(counts, cells)
		if i < 0 {
			return cells, hiddenCell
		}
		cells[i] = hiddenCell
		rest += counts[i]
		withheld++
	}
	return cells, total
}

// vague reports whether each of the small counts may still be anything from 1 to
// least-1, given that they and the withheld ones make rest together, and that a
// withheld one lies between least and most (0: no bound).
func vague(rest, small, withheld, least, most int) bool {
	if small == 0 {
		return true
	}
	others := small - 1
	if most == 0 {
		most = rest
	}
	low := others + withheld*least           // the least the others can be
	high := others*(least-1) + withheld*most // and the most
	return rest-low >= least-1 && rest-high <= 1
}

func smallestAt(counts []int, cells []Cell) int {
	at := -1
	for i, c := range cells {
		if c.Mask == "" && c.N > 0 && (at < 0 || counts[i] < counts[at]) {
			at = i
		}
	}
	return at
}

func smallestTold(counts []int, cells []Cell) int {
	if i := smallestAt(counts, cells); i >= 0 {
		return counts[i]
	}
	return 0
}
