package network_test

import (
	"fmt"
	"log"

	"github.com/yipanqi/yipanqi/method/network"
)

// A line is planned between two cities that so far are joined by way of a third. The order puts its
// stations on top, and the line is there from the beginning, closed; opening it is an edit.
func Example() {
	const chengdu, neijiang, chongqing = 0, 1, 2
	const minute = 60_000
	g, err := network.NewGraph(3, []network.Link{
		{From: chengdu, To: neijiang, Time: 35 * minute},
		{From: neijiang, To: chongqing, Time: 27 * minute},
		{From: chengdu, To: chongqing, Time: network.Infinity},
	})
	if err != nil {
		log.Fatal(err)
	}
	order := network.Dissect(g, []int32{chengdu, chongqing}, 2)
	h, err := network.Contract(g, order)
	if err != nil {
		log.Fatal(err)
	}
	m, err := h.Customise(nil, 2)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.Time(chengdu, chongqing)/minute, "minutes")
	if _, err := m.Edit([]network.Change{{Link: 2, Time: 50 * minute}}); err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.Time(chengdu, chongqing)/minute, "minutes")

	people := []int32{21, 3, 32}
	f, err := m.Sweep(false, 1).Field(people)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(f.Within([]int32{chengdu, neijiang}, 60*minute, 1))
	// Output:
	// 62 minutes
	// 50 minutes
	// [56 35]
}
