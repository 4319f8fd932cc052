package truenastest

import (
	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// faultData is the fault as error.data of a response. From 26.0 on the trace
// comes without the frames of the stack.
func (s *Server) faultData(f *rules.Fault) *ejson.Object {
	data := f.In(s.release()).Data()
	if s.config.Release >= truenas.V26 {
		trace := data.Obj("trace")
		data.Set("trace", ejson.NewObject("class", trace.Get("class"), "formatted", trace.Get("formatted"), "repr", trace.Get("repr")))
	}
	return data
}
