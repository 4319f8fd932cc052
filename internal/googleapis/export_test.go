package googleapis

// What tests outside the package reach.
var (
	NextMidnightByRule = nextMidnightByRule
	PacificByRule      = pacificByRule
)
