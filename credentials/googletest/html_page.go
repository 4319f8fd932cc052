package googletest

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// htmlPage is what a user could do on a page of a sign-in.
type htmlPage struct {
	id       string // of its main element
	account  string // that is signed in
	switchTo string // the address of the link to another one
	action   string // of its form
	hidden   map[string]string
	buttons  []string // values
	boxes    []string // that can be ticked
	fixed    []string // that cannot be changed
}

// parsePage reads the pages of this server, which are well-formed enough for a
// reader of XML.
func parsePage(text []byte) (*htmlPage, error) {
	page := &htmlPage{hidden: map[string]string{}}
	decoder := xml.NewDecoder(strings.NewReader(string(text)))
	decoder.Strict, decoder.AutoClose, decoder.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	inAccount := false
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			attributes := map[string]string{}
			for _, a := range token.Attr {
				attributes[a.Name.Local] = a.Value
			}
			inAccount = attributes["id"] == "account"
			page.element(token.Name.Local, attributes)
		case xml.EndElement:
			inAccount = false
		case xml.CharData:
			if inAccount {
				page.account += string(token)
			}
		}
	}
	if page.action == "" {
		return nil, errors.New("it has no form")
	}
	return page, nil
}

func (p *htmlPage) element(name string, attributes map[string]string) {
	switch {
	case name == "main":
		p.id = attributes["id"]
	case name == "form":
		p.action = attributes["action"]
	case attributes["id"] == "switch-account":
		p.switchTo = attributes["href"]
	case name == "button":
		p.buttons = append(p.buttons, attributes["value"])
	case name != "input":
	case attributes["type"] == "hidden":
		p.hidden[attributes["name"]] = attributes["value"]
	case attributes["disabled"] != "":
		p.fixed = append(p.fixed, attributes["value"])
	default:
		p.boxes = append(p.boxes, attributes["value"])
	}
}
