package osm

import (
	"errors"
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// eachField hands on the fields of a message: a number, or the bytes of what has a length.
func eachField(message []byte, do func(field protowire.Number, number uint64, data []byte) error) error {
	for len(message) > 0 {
		field, kind, n := protowire.ConsumeTag(message)
		if n < 0 {
			return protowire.ParseError(n)
		}
		message = message[n:]
		var number uint64
		var data []byte
		switch kind {
		case protowire.VarintType:
			number, n = protowire.ConsumeVarint(message)
		case protowire.BytesType:
			data, n = protowire.ConsumeBytes(message)
		default:
			n = protowire.ConsumeFieldValue(field, kind, message)
		}
		if n < 0 {
			return protowire.ParseError(n)
		}
		message = message[n:]
		if err := do(field, number, data); err != nil {
			return err
		}
	}
	return nil
}

// column reads packed numbers one after the other.
type column []byte

// next is the next number.
func (c *column) next() (uint64, error) {
	x, n := protowire.ConsumeVarint(*c)
	if n < 0 {
		return 0, protowire.ParseError(n)
	}
	*c = (*c)[n:]
	return x, nil
}

// add adds the next difference to a sum.
func (c *column) add(sum *int64) error {
	x, err := c.next()
	*sum += protowire.DecodeZigZag(x)
	return err
}

// Limits that no extract comes near, so that a small file cannot ask for much memory or time.
// OpenStreetMap takes 255 characters of text and 2,000 nodes to a way.
const (
	longestText  = 4 << 10   // bytes
	longestWay   = 320 << 10 // bytes of its column of nodes
	mostMembers  = 1 << 20   // texts, or things, of a block; writers put 8,000 things in one
	mostOfColumn = 16 * mostMembers
)

// content is what an unpacked block of data holds: texts, and groups of nodes, ways and relations.
type content struct {
	texts            []string
	groups           [][]byte
	granularity      int64 // of places, in 1e-9 degrees
	latFrom, lonFrom int64 // in 1e-9 degrees
}

// split takes an unpacked block apart. Texts are read only where asked for.
func split(raw []byte, withTexts bool) (c content, err error) {
	c.granularity = 100
	var table []byte
	err = eachField(raw, func(field protowire.Number, number uint64, data []byte) error {
		switch field {
		case 1:
			table = data
		case 2:
			if len(c.groups) > mostMembers {
				return errors.New("too many groups")
			}
			c.groups = append(c.groups, data)
		case 17:
			c.granularity = int64(number)
		case 19:
			c.latFrom = int64(number)
		case 20:
			c.lonFrom = int64(number)
		}
		return nil
	})
	if err != nil || !withTexts {
		return c, err
	}
	err = eachField(table, func(field protowire.Number, _ uint64, text []byte) error {
		if len(text) > longestText || len(c.texts) > mostMembers {
			return fmt.Errorf("a text of %d bytes after %d texts", len(text), len(c.texts))
		}
		if field == 1 {
			c.texts = append(c.texts, string(text))
		}
		return nil
	})
	return c, err
}

// Members of a group.
const (
	plainNode  = 1
	denseNodes = 2
	oneWay     = 3
)

// eachMember hands on the members of one kind of all groups.
func (c *content) eachMember(kind protowire.Number, do func(data []byte) error) error {
	for _, group := range c.groups {
		if err := eachField(group, func(field protowire.Number, _ uint64, data []byte) error {
			if field != kind {
				return nil
			}
			return do(data)
		}); err != nil {
			return err
		}
	}
	return nil
}

// eachNode hands on nodes, with places in degrees.
func (c *content) eachNode(do func(id int64, lon, lat float64)) error {
	degrees := func(from, x int64) float64 { return float64(from+c.granularity*x) / 1e9 }
	err := c.eachMember(denseNodes, func(data []byte) error {
		var ids, lats, lons column
		if err := eachField(data, func(field protowire.Number, _ uint64, data []byte) error {
			switch field {
			case 1:
				ids = data
			case 8:
				lats = data
			case 9:
				lons = data
			}
			return nil
		}); err != nil {
			return err
		}
		if len(ids) > mostOfColumn {
			return fmt.Errorf("nodes of %d bytes", len(ids))
		}
		var id, lat, lon int64
		for len(ids) > 0 {
			if err := errors.Join(ids.add(&id), lats.add(&lat), lons.add(&lon)); err != nil {
				return err
			}
			do(id, degrees(c.lonFrom, lon), degrees(c.latFrom, lat))
		}
		if len(lats) > 0 || len(lons) > 0 {
			return errors.New("places without nodes")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.eachMember(plainNode, func(data []byte) error {
		var id, lat, lon int64
		err := eachField(data, func(field protowire.Number, number uint64, _ []byte) error {
			switch x := protowire.DecodeZigZag(number); field {
			case 1:
				id = x
			case 8:
				lat = x
			case 9:
				lon = x
			}
			return nil
		})
		do(id, degrees(c.lonFrom, lon), degrees(c.latFrom, lat))
		return err
	})
}

// eachWay hands on ways, with the tags that are read; the list of tags and the column of nodes, as
// differences, are good only during the call.
func (c *content) eachWay(do func(id int64, t tags, nodes column) error) error {
	var t tags
	return c.eachMember(oneWay, func(data []byte) error {
		var id int64
		var keys, values, nodes column
		if err := eachField(data, func(field protowire.Number, number uint64, data []byte) error {
			switch field {
			case 1:
				id = int64(number)
			case 2:
				keys = data
			case 3:
				values = data
			case 8:
				nodes = data
			}
			return nil
		}); err != nil {
			return err
		}
		if len(nodes) > longestWay {
			return fmt.Errorf("a way with nodes of %d bytes", len(nodes))
		}
		t = t[:0]
		for len(keys) > 0 {
			k, errKey := keys.next()
			v, errValue := values.next()
			if err := errors.Join(errKey, errValue); err != nil {
				return err
			}
			if n := uint64(len(c.texts)); k >= n || v >= n {
				return fmt.Errorf("text %d of %d", max(k, v), n)
			}
			t = t.with(c.texts[k], c.texts[v])
		}
		return do(id, t, nodes)
	})
}
