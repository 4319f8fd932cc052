package photoslibrary

// What tests outside the package reach.
var (
	NextPacificMidnight = nextPacificMidnight
	NextMidnightByRule  = nextMidnightByRule
	PacificByRule       = pacificByRule
)
