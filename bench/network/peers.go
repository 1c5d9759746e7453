package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/yipanqi/yipanqi/method/network"
)

// answer is what a peer says: processor seconds, or seconds of the clock where it is another process.
type answer struct {
	peer, task string
	seconds    float64
	sum        int64
}

// runPython runs igraph and scipy on the graph.
func runPython(python string, g *network.Graph, sources []int32, sizes []int) ([]answer, error) {
	file, err := os.CreateTemp("", "network")
	if err != nil {
		return nil, err
	}
	defer os.Remove(file.Name())
	w := bufio.NewWriter(file)
	head := []int32{int32(g.Nodes()), int32(g.Links()), int32(len(sources))}
	for _, part := range [][]int32{head, g.Tail, g.Head, g.Time, sources} {
		if err := binary.Write(w, binary.LittleEndian, part); err != nil {
			return nil, err
		}
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	texts := make([]string, len(sizes))
	for i, n := range sizes {
		texts[i] = strconv.Itoa(n)
	}
	cmd := exec.Command(python, "network/peers.py", file.Name(), strings.Join(texts, ","))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("peers.py: %w (apt-get install python3-igraph python3-scipy)", err)
	}
	var answers []answer
	for line := range strings.Lines(string(out)) {
		fields := strings.Split(strings.TrimSpace(line), ",")
		a := answer{peer: fields[0], task: fields[1]}
		if a.seconds, err = strconv.ParseFloat(fields[2], 64); err != nil {
			return nil, err
		}
		if a.sum, err = strconv.ParseInt(fields[3], 10, 64); err != nil {
			return nil, err
		}
		answers = append(answers, a)
	}
	return answers, nil
}

// runPostgres runs pgr_dijkstraCostMatrix in a database that has the extension pgrouting; connection
// is what psql takes.
func runPostgres(connection string, g *network.Graph, sources []int32, size int) (answer, error) {
	var sql bytes.Buffer
	sql.WriteString("set client_min_messages = error;\ndrop table if exists yipanqi_links;\n" +
		"create unlogged table yipanqi_links (id int, source int, target int, cost int, reverse_cost int);\n" +
		"copy yipanqi_links from stdin;\n")
	for l := range g.Tail {
		fmt.Fprintf(&sql, "%d\t%d\t%d\t%d\t-1\n", l, g.Tail[l], g.Head[l], g.Time[l])
	}
	ids := strings.ReplaceAll(strings.Trim(fmt.Sprint(sources[:size]), "[]"), " ", ",")
	fmt.Fprintf(&sql, "\\.\nanalyze yipanqi_links;\nselect clock_timestamp() as t \\gset\n"+
		"select sum(agg_cost)::bigint as s from pgr_dijkstraCostMatrix('select * from yipanqi_links', array[%s]) \\gset\n"+
		"select extract(epoch from clock_timestamp() - :'t'::timestamptz), :s;\ndrop table yipanqi_links;\n", ids)
	cmd := exec.Command("psql", "-qAt", "-v", "ON_ERROR_STOP=1", connection)
	cmd.Stdin = &sql
	out, err := cmd.CombinedOutput()
	if err != nil {
		return answer{}, fmt.Errorf("psql: %w: %s", err, out)
	}
	a := answer{peer: "pgRouting", task: fmt.Sprint(size, "²")}
	_, err = fmt.Sscanf(strings.ReplaceAll(strings.TrimSpace(string(out)), "|", " "), "%g %d", &a.seconds, &a.sum)
	return a, err
}

// report compares peers with ours, task by task.
func report(answers []answer, ours map[string]timing) error {
	fmt.Printf("\n%-16s %-8s %12s %10s   %s\n", "peer", "task", "seconds", "× ours", "same sum")
	for _, a := range answers {
		t := ours[a.task]
		fmt.Printf("%-16s %-8s %12.4f %10.0f   %v\n", a.peer, a.task, a.seconds, a.seconds/t.cpu.Seconds(), a.sum == t.sum)
		if a.sum != t.sum {
			return fmt.Errorf("%s %s: sum %d, ours %d", a.peer, a.task, a.sum, t.sum)
		}
	}
	return nil
}

// timing is the best of several runs of ours.
type timing struct {
	wall, cpu time.Duration
	sum       int64
}
