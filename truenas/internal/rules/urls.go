package rules

// webURL is an http or https address; it comes out canonical, with a path of
// at least "/".
type webURL struct{ httpsOnly bool }

func (t webURL) check(at string, v any, errs *Problems) any {
	s, ok := v.(string)
	if !ok {
		errs.Add(at, "URL input should be a string or URL")
		return v
	}
	canonical, scheme, message := canonicalURL(s)
	switch {
	case message != "":
		errs.Add(at, message)
	case t.httpsOnly && scheme != "https":
		errs.Add(at, "Value error, URL scheme must be https")
	}
	return canonical
}

// webURLOrEmpty is "" or a webURL.
var webURLOrEmpty = union{
	{"literal['']", oneOf("")},
	{"function-after[str(), function-wrap[wrap_val()]]", webURL{}},
}
