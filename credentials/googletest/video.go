package googletest

// The states of a video that the API names.
const (
	videoProcessing = "PROCESSING"
	videoReady      = "READY"
	videoFailed     = "FAILED"
)

// videoStatus moves from PROCESSING to READY with the server's clock.
func (s *Server) videoStatus(it *item) string {
	switch {
	case it.failed:
		return videoFailed
	case it.processing || s.now().Before(it.ready):
		return videoProcessing
	}
	return videoReady
}
